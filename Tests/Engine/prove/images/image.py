"""What is inside an image: its files, and the sizes of its layers."""

import json
import posixpath
import re
import tarfile

from elf import is_elf
from engine import docker, inspect


class Files:
    """The files of an image that was exported to a tarball."""

    def __init__(self, path):
        self.tar = tarfile.open(path)
        self.members = {member.name.strip("/"): member for member in self.tar}

    def find(self, path):
        """The file that a path leads to, by way of links to files and to folders."""
        done, left, hops = "", path.strip("/").split("/"), 0
        while left:
            member = self.members.get(place := posixpath.join(done, left.pop(0)))
            if member and (member.issym() or member.islnk()):
                target = member.linkname if member.issym() else "/" + member.linkname
                left = posixpath.normpath(posixpath.join("/", done, target)).strip("/").split("/") + left
                done, hops = "", hops + 1
                if hops > 40:
                    return None
            else:
                done = place
        return self.members.get(done)

    def read(self, path):
        return self.tar.extractfile(member).read() if (member := self.find(path)) and member.isfile() else None

    def contents(self):
        """Each file's path and bytes."""
        for path, member in self.members.items():
            if member.isfile():
                yield path, self.tar.extractfile(member).read()

    def binaries(self):
        return ((path, data) for path, data in self.contents() if is_elf(data))

    def named(self, names):
        return [path for path in self.members if posixpath.basename(path) in names]


def layer_sizes(saved, platform="linux/amd64"):
    """Compressed sizes of an image's layers, from the manifest in what `docker save` writes."""
    with tarfile.open(saved) as tar:
        def blob(descriptor):
            return json.load(tar.extractfile("blobs/" + descriptor["digest"].replace(":", "/")))

        manifest = json.load(tar.extractfile("index.json"))
        while "manifests" in manifest:
            manifest = blob(next(m for m in manifest["manifests"] if is_for(platform, m)))
        return [layer["size"] for layer in manifest["layers"]]


def sizes(dockerfile, tag, saved):
    """Compressed megabytes of an image, and kilobytes of it that are not of the image that its last stage rests on."""
    docker("save", "--output", saved, tag)
    layers = layer_sizes(saved)
    stages = re.findall(r"^FROM (?:--\S+ )?(\S+) AS (\S+)$", dockerfile.read_text(), re.MULTILINE)
    below, base = {name: image for image, name in stages}, "runtime"
    while base in below:
        base = below[base]
    docker("pull", "--quiet", base)
    own = layers[len(inspect(base, kind="image")[0]["RootFS"]["Layers"]) :]
    return sum(layers) / 1e6, sum(own) / 1e3


def is_for(platform, descriptor):
    found = descriptor.get("platform")
    return not found or "/".join(filter(None, map(found.get, ("os", "architecture", "variant")))) == platform
