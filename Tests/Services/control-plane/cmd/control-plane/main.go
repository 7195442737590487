// Command control-plane serves the control plane, or probes a running one with "health".
package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/signal"
	"strconv"
	"syscall"

	"example.com/acme/control-plane/internal/server"
)

const (
	defaultPort = "8080"
	exitUsage   = 64
)

func main() {
	os.Exit(run(os.Args[1:]))
}

func run(args []string) int {
	var action func(port string) error
	switch {
	case len(args) == 0:
		action = serve
	case len(args) == 1 && args[0] == "health":
		action = server.Probe
	default:
		fmt.Fprintf(os.Stderr, "usage: %s [health]\n", server.Name)
		return exitUsage
	}

	port, err := port()
	if err == nil {
		err = action(port)
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", server.Name, err)
		return 1
	}
	return 0
}

func serve(port string) error {
	// Before anything else: as PID 1 a signal without a handler is lost.
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()

	listener, err := net.Listen("tcp", net.JoinHostPort("0.0.0.0", port))
	if err != nil {
		return err
	}
	fmt.Printf("%s listening on :%s\n", server.Name, port)
	return server.Run(ctx, listener)
}

func port() (string, error) {
	port := os.Getenv("PORT")
	if port == "" {
		return defaultPort, nil
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
		return "", fmt.Errorf("PORT must be a number from 1 to 65535, not %q", port)
	}
	return port, nil
}
