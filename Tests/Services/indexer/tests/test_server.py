"""Tests of the server and the probe over real sockets."""

import contextlib
import http.client
import io
import os
import socket
import threading
import unittest
from unittest import mock

from indexer import server
from indexer.__main__ import main, port_from_environment


class ServerTest(unittest.TestCase):
    def setUp(self):
        self.server = server.Server(("127.0.0.1", 0), server.Handler)
        self.addCleanup(self.server.server_close)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        self.addCleanup(self.server.shutdown)

    def request(self, method, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=3)
        self.addCleanup(connection.close)
        connection.request(method, path)
        response = connection.getresponse()
        return response.status, response.read()

    def test_routes(self):
        self.assertEqual(self.request("GET", "/health"), (200, b"ok"))
        self.assertEqual(self.request("HEAD", "/health"), (200, b""))
        self.assertEqual(self.request("GET", "/"), (200, b'{"service":"indexer"}\n'))
        self.assertEqual(self.request("GET", "/nothing")[0], 404)
        self.assertEqual(self.request("POST", "/health")[0], 404)

    def test_garbage_is_refused_and_survived(self):
        with socket.create_connection(("127.0.0.1", self.port), timeout=3) as client:
            client.sendall(b"\x00\xff what is this\r\n\r\n")
            self.assertIn(b" 400 ", client.recv(1024))
        server.probe(self.port)

    def test_trickling_client_is_cut_off(self):
        with (
            mock.patch.object(server, "CONNECTION_LIMIT", 0.1),
            socket.create_connection(("127.0.0.1", self.port), timeout=3) as client,
        ):
            client.sendall(b"GET")
            self.assertEqual(client.recv(1024), b"")

    def test_probe_of_a_closed_port_fails(self):
        with self.assertRaises(OSError):
            server.probe(9)


class CommandLineTest(unittest.TestCase):
    def test_unknown_subcommand_is_a_usage_error(self):
        with contextlib.redirect_stderr(io.StringIO()) as stderr:
            self.assertEqual(main(["nonsense"]), 64)
        self.assertIn("usage:", stderr.getvalue())

    def test_port(self):
        for value, port in {"": 8084, "9000": 9000}.items():
            with mock.patch.dict(os.environ, PORT=value):
                self.assertEqual(port_from_environment(), port)
        with mock.patch.dict(os.environ, PORT="65536"), self.assertRaises(ValueError):
            port_from_environment()


if __name__ == "__main__":
    unittest.main()
