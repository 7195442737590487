"""Images for other platforms, which cannot run here: that their files are for that platform, and complete."""

from builds import build
from elf import PLATFORMS, read_elf
from image import Files


def export(root, dockerfile, platform, tarball):
    build(root, dockerfile, platform, tarball=tarball)
    return Files(tarball)


def prove_binaries(it, files, program, platform):
    """The program and every other binary in the image."""
    data = files.read(program)
    if not it.holds(f"{platform}: /{program} is in the image", data is not None):
        return
    elf = read_elf(data)
    machine, bits = PLATFORMS[platform]
    it.holds(f"{platform}: it is an ELF of machine {machine}, {bits} bits, little-endian",
             (elf.machine, elf.bits, elf.little) == (machine, bits, True), elf)
    if elf.interpreter:
        wanted = [elf.interpreter, *elf.needed]
        missing = [name for name in wanted if not is_present(files, name)]
        it.holds(f"{platform}: what it loads is in the image: {', '.join(wanted)}", not missing, f"missing: {missing}")
    else:
        it.holds(f"{platform}: it is static", not elf.needed, elf.needed)
    if platform == "linux/arm/v7" and not elf.interpreter:
        it.holds(f"{platform}: Go compiled it for ARMv7", b"GOARM=7" in data)
    foreign = [path for path, other in files.binaries() if read_elf(other).machine != machine]
    it.holds(f"{platform}: no binary in the image is for another machine", not foreign, foreign[:5])


def is_present(files, name):
    return bool(files.find(name) if name.startswith("/") else files.named({name}))
