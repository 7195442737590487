"""Servers of the tests of pins, on loopback: images pushed, a proxy with faults, a token server.

  servers.py push HOST          pushes the images that standard input describes, prints the digest of each as JSON
  servers.py proxy HOST LOG [KEY CERT]
                                prints its port; does to requests what standard input says, logs them; answers in the
                                place of any server with CERT that it is asked to connect to
  servers.py tokens KEY CERT    prints its port; hands out tokens that a registry with CERT takes
"""
import base64
import hashlib
import json
import socket
import ssl
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

OCI = "application/vnd.oci.image."
DOCKER = "application/vnd.docker.distribution.manifest."


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def call(method, url, data=None, headers={}):
    request = urllib.request.Request(url, data=data, method=method, headers=headers)
    with urllib.request.urlopen(request) as answer:
        return answer.headers


def push():
    base = "http://" + sys.argv[2] + "/v2/"

    def blob(name, data):
        place = call("POST", f"{base}{name}/blobs/uploads/", b"")["Location"]
        separator = "&" if "?" in place else "?"
        call("PUT", f"{place}{separator}digest={digest(data)}", data, {"Content-Type": "application/octet-stream"})
        return {"digest": digest(data), "size": len(data)}

    def manifest(name, reference, kind, content):
        data = json.dumps({"schemaVersion": 2, "mediaType": kind, **content}).encode()
        call("PUT", f"{base}{name}/manifests/{reference or digest(data)}", data, {"Content-Type": kind})
        return {"mediaType": kind, "digest": digest(data), "size": len(data)}

    def image(name, reference, platform, spec, dialect):
        parts = dict(zip(["os", "architecture", "variant"], platform.split("/")))
        config = json.dumps({**parts, "created": spec.get("created"), "seed": spec.get("seed")}).encode()
        kind = (OCI + "manifest.v1+json") if dialect == "oci" else (DOCKER + "v2+json")
        content = {"config": {"mediaType": OCI + "config.v1+json", **blob(name, config)}, "layers": []}
        return {**manifest(name, reference, kind, content), "platform": parts}

    pushed = {}
    for spec in json.load(sys.stdin):
        name, tag, dialect = spec["name"], spec["tag"], spec.get("dialect", "oci")
        if len(spec["platforms"]) == 1:
            result = image(name, tag, spec["platforms"][0], spec, dialect)
        else:
            images = [image(name, None, platform, spec, dialect) for platform in spec["platforms"]]
            attestation = image(name, None, "unknown/unknown", spec, dialect)
            if spec.get("annotated"):
                images[0]["annotations"] = {"org.opencontainers.image.created": spec["annotated"]}
            kind = (OCI + "index.v1+json") if dialect == "oci" else (DOCKER + "list.v2+json")
            result = manifest(name, tag, kind, {"manifests": images + [attestation]})
        pushed[f"{name}:{tag}"] = result["digest"]
    print(json.dumps(pushed))


class Quiet(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def reply(self, status, body=b"", headers={}):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if "Content-Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def serve(handler):
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    print(server.server_address[1], flush=True)
    server.serve_forever()


def proxy():
    upstream, log = sys.argv[2], sys.argv[3]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if sys.argv[4:]:
        context.load_cert_chain(sys.argv[5], sys.argv[4])
    faults = json.loads(sys.stdin.readline())
    lock = threading.Lock()

    def fault(path):
        with lock:
            for entry in faults:
                if entry.get("path", "") in path and entry.get("times", 1) > 0:
                    entry["times"] = entry.get("times", 1) - 1
                    return entry
        return {}

    class Proxy(Quiet):
        def do_HEAD(self):
            self.do_GET()

        def do_CONNECT(self):
            self.log()
            self.send_response(200)
            self.end_headers()
            self.connection = context.wrap_socket(self.connection, server_side=True)
            self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb")

        def log(self):
            with lock, open(log, "a") as lines:
                authorization = self.headers.get("Authorization", "-").split(" ")[0]
                lines.write(f"{self.command} {self.path} {authorization}\n")

        def do_GET(self):
            self.log()
            found = fault(self.path)
            kind = found.get("kind")
            if kind == "slow":
                time.sleep(found["seconds"])
            if kind == "reset":
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                self.close_connection = True
                self.connection.close()
                return
            if kind == "status":
                return self.reply(found["status"], b"fault", found.get("headers", {}))
            if kind == "early":
                self.wfile.write(b"HTTP/1.1 103 Early Hints\r\nDocker-Content-Digest: sha256:0\r\n\r\n")
            if kind == "huge":
                return self.reply(200, b" " * (5 << 20), {"Content-Type": OCI + "index.v1+json"})
            headers = {n: v for n, v in self.headers.items() if n.lower() not in ("host", "connection")}
            request = urllib.request.Request(f"http://{upstream}{self.path}", method=self.command, headers=headers)
            try:
                answer = urllib.request.urlopen(request)
            except urllib.error.HTTPError as error:
                answer = error
            body, headers = answer.read(), dict(answer.headers)
            if kind == "headers":
                headers.update({f"X-{number}": "x" * 1000 for number in range(90)})
            if self.command == "HEAD":
                return self.reply(answer.status, b"", headers)
            headers.pop("Content-Length", None)
            if kind == "body":
                body = body.replace(b"amd64", b"s390x")
            if kind == "header":
                headers["Docker-Content-Digest"] = "sha256:" + "0" * 64
            if kind == "type":
                headers["Content-Type"] = "text/html"
            if kind == "truncated":
                headers["Content-Length"] = str(len(body) + 100)
                self.close_connection = True
            self.reply(answer.status, body, headers)

    serve(Proxy)


def tokens():
    key, certificate = sys.argv[2], sys.argv[3]
    users = json.loads(sys.stdin.readline())
    der = "".join(open(certificate).read().split("-----")[2].split())

    def encoded(data):
        return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

    def token(service, scope, allowed):
        kind, name, actions = scope.split(":")
        access = [{"type": kind, "name": name, "actions": actions.split(",")}] if allowed else []
        now = int(time.time())
        claims = {"iss": "test", "aud": service, "sub": "", "exp": now + 300, "nbf": now - 10, "iat": now, "jti": "1"}
        head = {"typ": "JWT", "alg": "RS256", "x5c": [der]}
        text = encoded(json.dumps(head).encode()) + "." + encoded(json.dumps({**claims, "access": access}).encode())
        command = ["openssl", "dgst", "-sha256", "-sign", key]
        signature = subprocess.run(command, input=text.encode(), stdout=subprocess.PIPE, check=True).stdout
        return text + "." + encoded(signature)

    class Tokens(Quiet):
        def answer(self, fields, allowed):
            text = token(fields["service"][0], fields["scope"][0], allowed)
            self.reply(200, json.dumps({"token": text}).encode(), {"Content-Type": "application/json"})

        def do_GET(self):
            fields = urllib.parse.parse_qs(urllib.parse.urlparse(self.path).query)
            given = self.headers.get("Authorization", "")
            user = base64.b64decode(given[6:]).decode() if given.startswith("Basic ") else ""
            self.answer(fields, user in users["passwords"])

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            fields = urllib.parse.parse_qs(body)
            self.answer(fields, fields.get("refresh_token", [""])[0] in users["tokens"])

    serve(Tokens)


{"push": push, "proxy": proxy, "tokens": tokens}[sys.argv[1]]()
