"""Carries localhost:PORT of the machine to the same port in the network of the engine whose first process is PID.

usage: forward.py PORT PID

It ends when that process ends.
"""

import asyncio
import ctypes
import os
import socket
import sys

CLONE_NEWNET = 0x40000000


def listen(port: int) -> list[socket.socket]:
    sockets = [socket.create_server(("127.0.0.1", port))]
    try:
        sockets.append(socket.create_server(("::1", port), family=socket.AF_INET6))
    except OSError:
        pass  # no IPv6 here
    return sockets


def enter_network(pid: int) -> None:
    """Moves this thread's later sockets; those that listen already stay where they are."""
    with open(f"/proc/{pid}/ns/net") as namespace:
        if ctypes.CDLL(None, use_errno=True).setns(namespace.fileno(), CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), "setns")


async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(1 << 16):
            writer.write(data)
            await writer.drain()
        writer.write_eof()
    except OSError:
        writer.close()


async def main(port: int, pid: int) -> None:
    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            writer.close()
            return
        await asyncio.gather(pump(reader, inner_writer), pump(inner_reader, writer))
        inner_writer.close()
        writer.close()

    ended = asyncio.Event()
    asyncio.get_running_loop().add_reader(os.pidfd_open(pid), ended.set)
    sockets = listen(port)
    enter_network(pid)
    for sock in sockets:
        await asyncio.start_server(carry, sock=sock)
    await ended.wait()


if len(sys.argv) != 3:
    sys.exit(__doc__)
asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
