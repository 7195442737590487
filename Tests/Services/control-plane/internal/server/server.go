// Package server is the HTTP side of the control plane.
package server

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

// Name is how the service calls itself in answers and logs.
const Name = "control-plane"

const (
	requestTimeout = 5 * time.Second
	shutdownGrace  = time.Second
	probeTimeout   = 3 * time.Second
	maxHeaderBytes = 8 << 10
)

// Run serves on the listener until the context ends.
func Run(ctx context.Context, listener net.Listener) error {
	server := &http.Server{
		Handler:        http.HandlerFunc(route),
		ReadTimeout:    requestTimeout,
		WriteTimeout:   requestTimeout,
		IdleTimeout:    30 * time.Second,
		MaxHeaderBytes: maxHeaderBytes,
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()

	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}

	grace, cancel := context.WithTimeout(context.Background(), shutdownGrace)
	defer cancel()
	if server.Shutdown(grace) != nil {
		// A connection that never sent its request would hold Shutdown up.
		server.Close()
	}
	return nil
}

// Probe reports whether the service on this machine's port says it is healthy.
func Probe(port string) error {
	client := http.Client{Timeout: probeTimeout}
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

// route is a plain switch because http.ServeMux would answer some requests with a redirect or a 405.
func route(w http.ResponseWriter, r *http.Request) {
	readable := r.Method == http.MethodGet || r.Method == http.MethodHead
	switch {
	case readable && r.URL.Path == "/health":
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		io.WriteString(w, "ok")
	case readable && r.URL.Path == "/":
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, "{\"service\":%q}\n", Name)
	default:
		http.NotFound(w, r)
	}
}
