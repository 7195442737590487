"""The HTTP server and the probe that asks it for its health."""

import contextlib
import http.client
import json
import signal
import socket
import socketserver
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

NAME = "indexer"
CONNECTION_LIMIT = 6
PROBE_TIMEOUT = 3
SHUTDOWN_GRACE = 1


class ProbeError(Exception):
    """The service did not answer as a healthy one does."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 5

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path == "/health":
            self.respond(200, "text/plain; charset=utf-8", "ok")
        elif path == "/":
            body = json.dumps({"service": NAME}, separators=(",", ":"))
            self.respond(200, "application/json", body + "\n")
        else:
            self.not_found()

    def not_found(self) -> None:
        self.respond(404, "text/plain; charset=utf-8", "not found\n")

    do_HEAD = do_GET
    do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = not_found

    def respond(self, status: int, content_type: str, body: str) -> None:
        data = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(data)))
        # Request bodies are never read, so the connection cannot be used again.
        self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def log_message(self, *_arguments) -> None:
        """Stay silent: probes every few seconds would drown the log."""


class Server(ThreadingHTTPServer):
    request_queue_size = 128

    def __init__(self, *arguments) -> None:
        self.deadlines: dict[socket.socket, float] = {}
        super().__init__(*arguments)

    def server_bind(self) -> None:
        # HTTPServer would look its own name up, which can hang where there is no DNS.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]

    def process_request(self, request, client_address) -> None:
        self.deadlines[request] = time.monotonic() + CONNECTION_LIMIT
        super().process_request(request, client_address)

    def shutdown_request(self, request) -> None:
        self.deadlines.pop(request, None)
        super().shutdown_request(request)

    def service_actions(self) -> None:
        # The handler's timeout starts anew with every byte, so a trickle would never meet it.
        now = time.monotonic()
        for request, deadline in list(self.deadlines.items()):
            if now > deadline:
                with contextlib.suppress(OSError):
                    request.shutdown(socket.SHUT_RDWR)

    def handle_error(self, _request, client_address) -> None:
        # A client that hangs up is no reason for a traceback.
        print(f"{NAME}: {client_address[0]}: {sys.exc_info()[1]!r}", file=sys.stderr)


def serve(port: int) -> None:
    # Blocked signals wait for sigwait, even as PID 1, and every thread inherits the block.
    stop_signals = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, stop_signals)

    with Server(("0.0.0.0", port), Handler) as server:
        accepting = threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True)
        accepting.start()
        print(f"{NAME} listening on :{port}", flush=True)
        signal.sigwait(stop_signals)
        server.shutdown()
    finish_requests()


def finish_requests() -> None:
    deadline = time.monotonic() + SHUTDOWN_GRACE
    for thread in threading.enumerate():
        if thread is not threading.current_thread():
            thread.join(max(0, deadline - time.monotonic()))


def probe(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PROBE_TIMEOUT)
    try:
        connection.request("GET", "/health")
        status = connection.getresponse().status
    except http.client.HTTPException as error:
        raise ProbeError(f"health: not an HTTP answer: {error!r}") from error
    finally:
        connection.close()
    if status != 200:
        raise ProbeError(f"health: unexpected status {status}")
