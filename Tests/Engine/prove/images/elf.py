"""Enough of the ELF format to say what a binary runs on and what it needs."""

import struct
from dataclasses import dataclass

# The machine and the bits of a platform's binaries. All are little-endian.
PLATFORMS = {
    "linux/amd64": (62, 64),
    "linux/arm64": (183, 64),
    "linux/arm/v7": (40, 32),
    "linux/ppc64le": (21, 64),
}
LOAD, DYNAMIC, INTERPRETER = 1, 2, 3
NEEDED, STRINGS = 1, 5


@dataclass
class Elf:
    machine: int
    bits: int
    little: bool
    # The program that loads it, and the libraries that it names; nothing if it is static.
    interpreter: str
    needed: list[str]


def is_elf(data):
    return data[:4] == b"\x7fELF"


def read_elf(data):
    bits, little = {1: 32, 2: 64}[data[4]], data[5] == 1
    order, wide = "<" if little else ">", bits == 64
    word = order + ("Q" if wide else "I")
    (machine,) = struct.unpack_from(order + "H", data, 18)
    (table,) = struct.unpack_from(word, data, 32 if wide else 28)
    size, count = struct.unpack_from(order + "HH", data, 54 if wide else 42)
    segments = []
    for place in (table + number * size for number in range(count)):
        (kind,) = struct.unpack_from(order + "I", data, place)
        fields = struct.unpack_from(order + ("QQQQ" if wide else "IIII"), data, place + (8 if wide else 4))
        segments.append((kind, fields[0], fields[1], fields[3]))
    interpreter, needed = "", []
    for kind, offset, _, length in segments:
        if kind == INTERPRETER:
            interpreter = string(data, offset)
        elif kind == DYNAMIC:
            entries = list(struct.iter_unpack(word + word[1], data[offset : offset + length]))
            strings = next(file_offset(segments, value) for tag, value in entries if tag == STRINGS)
            needed = [string(data, strings + value) for tag, value in entries if tag == NEEDED]
    return Elf(machine, bits, little, interpreter, needed)


def file_offset(segments, address):
    return next(
        offset + address - start for kind, offset, start, length in segments
        if kind == LOAD and start <= address < start + length
    )


def string(data, place):
    return data[place : data.index(b"\0", place)].decode()
