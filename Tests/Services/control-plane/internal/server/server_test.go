// Tests of the routes, the probe and the shutdown.
package server

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func TestRoutes(t *testing.T) {
	tests := []struct {
		method, path string
		status       int
		body         string
	}{
		{"GET", "/health", 200, "ok"},
		{"HEAD", "/health", 200, "ok"},
		{"GET", "/", 200, "{\"service\":\"control-plane\"}\n"},
		{"GET", "/nothing", 404, "404 page not found\n"},
		{"GET", "//health", 404, "404 page not found\n"},
		{"POST", "/health", 404, "404 page not found\n"},
	}
	for _, test := range tests {
		recorder := httptest.NewRecorder()
		route(recorder, httptest.NewRequest(test.method, "http://host"+test.path, nil))
		if recorder.Code != test.status || recorder.Body.String() != test.body {
			t.Errorf("%s %s: got %d %q", test.method, test.path, recorder.Code, recorder.Body)
		}
	}
}

func TestProbeNeedsStatus200(t *testing.T) {
	var status atomic.Int32
	status.Store(http.StatusOK)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(int(status.Load()))
	}))
	_, port, _ := net.SplitHostPort(strings.TrimPrefix(server.URL, "http://"))

	if err := Probe(port); err != nil {
		t.Errorf("healthy: %v", err)
	}
	status.Store(http.StatusServiceUnavailable)
	if Probe(port) == nil {
		t.Error("503 passed for healthy")
	}
	server.Close()
	if Probe(port) == nil {
		t.Error("a closed port passed for healthy")
	}
}

func TestRunEndsDespiteSilentConnection(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- Run(ctx, listener) }()

	silent, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	cancel()

	select {
	case err := <-done:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(1500 * time.Millisecond):
		t.Error("still running")
	}
}
