// Tests of the gateway against a real listener.

package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"testing"
)

func start(t *testing.T) (port string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- serve(ctx, listener) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	_, port, _ = net.SplitHostPort(listener.Addr().String())
	return port
}

func TestRoutes(t *testing.T) {
	port := start(t)
	tests := []struct {
		method, path string
		status       int
		body         string
	}{
		{"GET", "/health", 200, "ok"},
		{"HEAD", "/health", 200, ""},
		{"GET", "/", 200, "{\"service\":\"connector-gateway\"}\n"},
		{"GET", "/health/", 404, "404 page not found\n"},
		{"DELETE", "/", 404, "404 page not found\n"},
	}
	for _, test := range tests {
		request, _ := http.NewRequest(test.method, "http://127.0.0.1:"+port+test.path, nil)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(response.Body)
		response.Body.Close()
		if response.StatusCode != test.status || string(body) != test.body {
			t.Errorf("%s %s: got %d %q", test.method, test.path, response.StatusCode, body)
		}
	}
}

func TestProbe(t *testing.T) {
	if err := probe(start(t)); err != nil {
		t.Error(err)
	}
	// Nothing listens on the discard port.
	if probe("9") == nil {
		t.Error("a closed port passed for healthy")
	}
}

func TestUnknownSubcommandIsAUsageError(t *testing.T) {
	for _, args := range [][]string{{"nonsense"}, {"health", "extra"}} {
		if code := run(args); code != exitUsage {
			t.Errorf("%v: exit code %d", args, code)
		}
	}
}
