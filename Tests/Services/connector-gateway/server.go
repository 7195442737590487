// The HTTP side of the gateway: routes, shutdown and the health probe.

package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

// handler is a plain switch because http.ServeMux would answer some requests with a redirect or a 405.
var handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
	readable := r.Method == http.MethodGet || r.Method == http.MethodHead
	switch {
	case readable && r.URL.Path == "/health":
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		io.WriteString(w, "ok")
	case readable && r.URL.Path == "/":
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, "{\"service\":%q}\n", name)
	default:
		http.NotFound(w, r)
	}
})

func serve(ctx context.Context, listener net.Listener) error {
	server := &http.Server{
		Handler:        handler,
		ReadTimeout:    5 * time.Second,
		WriteTimeout:   5 * time.Second,
		IdleTimeout:    30 * time.Second,
		MaxHeaderBytes: 8 << 10,
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()

	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}

	grace, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if server.Shutdown(grace) != nil {
		// A connection that never sent its request would hold Shutdown up.
		server.Close()
	}
	return nil
}

func probe(port string) error {
	client := http.Client{Timeout: 3 * time.Second}
	response, err := client.Get("http://127.0.0.1:" + port + "/health")
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("health: unexpected status %s", response.Status)
	}
	return nil
}
