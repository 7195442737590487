"""A client of FastCGI, as a web server in front of php-fpm is one."""

import sys

from engine import ENGINE
from facts import run

ASK = """
import socket, struct, sys
port, script = int(sys.argv[1]), sys.argv[2]
def record(kind, content): return struct.pack(">BBHHBB", 1, kind, 1, len(content), 0, 0) + content
names = dict(SCRIPT_FILENAME=script, REQUEST_METHOD="GET", REQUEST_URI="/", SCRIPT_NAME="/", QUERY_STRING="")
pairs = b"".join(bytes([len(k), len(v)]) + k.encode() + v.encode() for k, v in names.items())
with socket.create_connection(("127.0.0.1", port), 5) as server:
    server.sendall(record(1, bytes([0, 1, 0, 0, 0, 0, 0, 0])) + record(4, pairs) + record(4, b"") + record(5, b""))
    stream, answer = server.makefile("rb"), b""
    while head := stream.read(8):
        kind, length, padding = head[1], *struct.unpack(">HB", head[4:7])
        content = stream.read(length + padding)[:length]
        if kind == 6: answer += content
        if kind == 3: break
print(answer.decode().partition("\\r\\n\\r\\n")[2])
"""


def ask(port, script="/app/public/index.php"):
    """What a script answers; None if nothing does."""
    done = run(ENGINE, "exec", sys.executable, "-c", ASK, port, script, expect=None)
    return None if done.returncode else done.stdout.strip()
