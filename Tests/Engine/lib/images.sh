# shellcheck shell=bash disable=SC2154
# Making the stand-in images and serving them under real names: sourced by `engine`.
#
# Each folder under images/ is one Dockerfile, built by the engine itself without a network. Comments at its top say
# what it makes and what is fetched for it first:
#
#   # image: REFERENCE [STAGE]       a name to serve it under, and the stage that is it (default: the last one)
#   # platforms: LIST                default: linux/amd64
#   # install DIR: PACKAGE...        debs/DIR gets these packages and all they need on top of the base image
#   # serve DIR: PACKAGE...          the same, and an index of them, which makes debs/DIR a source for apt
#   # closure DIR: PACKAGE...        debs/DIR gets these packages and all they need on top of nothing
#   # exactly DIR: PACKAGE...        debs/DIR gets these packages alone
#   # wheels DIR TAG: REQUIREMENT... wheels/DIR gets these wheels, unpacked, for the wheel platform TAG
#
# `debs` and `wheels` are named build contexts; so is `base`, Debian itself, which the folder `base` makes.

base_reference=docker.io/scantling/base

# header FOLDER KEY: the values of the comments with that key.
header() { sed -n "/^#/!q; s/^# $2\(.*\)/\1/p" "$here/images/$1/Dockerfile"; }

image_folders() {
  echo base
  find "$here/images" -mindepth 1 -maxdepth 1 -type d ! -name base -printf '%f\n' | sort
}

stand_in_references() {
  local folder
  for folder in $(image_folders); do header "$folder" 'image: ' | cut -d ' ' -f 1; done
}

# Where the registry keeps what belongs to a reference: its repository, without the registry's name and the tag.
repository() {
  local path=${1#*/}
  echo "$cache/registry/docker/registry/v2/repositories/${path%%[:@]*}"
}

digest_of() { sed -n "s|^$1 ||p" "$cache"/digests/* 2>/dev/null; }

make_stand_ins() {
  local folder key
  mkdir -p "$cache/digests"
  for folder in $(find "$cache/digests" -type f -printf '%f\n'); do
    [[ -d $here/images/$folder ]] || rm "$cache/digests/$folder"
  done
  for folder in $(image_folders); do
    key=$(image_key "$folder")
    is_made "$folder" "$key" || make_image "$folder" "$key"
  done
}

# What a folder's images depend on, as one line: its files, and the base image.
image_key() {
  local base=
  [[ $1 == base ]] || base=$(digest_of "$base_reference")
  tar -C "$here/images/$1" --sort=name --mode=go-w --mtime=@0 --owner=0 --group=0 --numeric-owner -c . |
    sha256sum | sed "s/-/$suite $base/"
}

is_made() {
  local reference digest
  [[ $(head -n1 "$cache/digests/$1" 2>/dev/null) == "$2" ]] || return 1
  while read -r reference digest; do
    [[ -e $(repository "$reference")/_manifests/revisions/sha256/${digest#sha256:}/link ]] || return 1
  done < <(tail -n+2 "$cache/digests/$1")
}

make_image() {
  local folder=$1 key=$2 stage=$cache/stage/$1 began=$SECONDS
  rm -rf "$stage"
  mkdir -p "$stage"/{debs,wheels}
  say "making ${folder}: fetching"
  if [[ $folder == base ]]; then bootstrap "$stage/debs"; else fetch "$folder" "$stage"; fi
  say "making ${folder}: building"
  local platforms reference target lines=$key
  platforms=$(header "$folder" 'platforms: ')
  local context=$here/images/$folder
  [[ $folder != base ]] || context=$stage/debs
  while read -r reference target; do
    local arguments=(--progress plain --provenance=false --push --platform "${platforms:-linux/amd64}"
      --tag "$reference" --metadata-file "$stage/metadata.json"
      --build-context "debs=$stage/debs" --build-context "wheels=$stage/wheels")
    [[ -z $target ]] || arguments+=(--target "$target")
    [[ $folder == base ]] ||
      arguments+=(--build-context "base=docker-image://$base_reference@$(digest_of "$base_reference")")
    "$cache/client/docker" buildx build "${arguments[@]}" --file "$here/images/$folder/Dockerfile" "$context" \
      >"$stage/build.log" 2>&1 </dev/null ||
      die "building $reference failed:"$'\n'"$(tail -n30 "$stage/build.log")"
    lines+=$'\n'"$reference $(sed -n 's/.*"containerimage.digest": "\([^"]*\)".*/\1/p' "$stage/metadata.json")"
  done < <(header "$folder" 'image: ')
  echo "$lines" >"$cache/digests/$folder"
  rm -rf "$stage"
  say "made $folder in $((SECONDS - began)) s"
}

# Debian itself, as base.tar; and its list of packages, which says what an image on top of it already has.
bootstrap() {
  local root=$cache/stage/base/root script=
  [[ -e /usr/share/debootstrap/scripts/$suite ]] || script=sid
  debootstrap --variant=minbase --keyring="$keyring" "$suite" "$root" "$(mirror)" ${script:+"$script"} \
    >"$1/debootstrap.log" 2>&1 || die "debootstrap failed: $(tail -n1 "$1/debootstrap.log")"
  cp "$root/var/lib/dpkg/status" "$cache/apt/base-packages"
  tar -C "$root" --numeric-owner --exclude='./dev/*' --exclude='./var/cache/apt/*' --exclude='./var/lib/apt/lists/*' \
    --exclude='./var/log/*' --exclude='./usr/share/doc/*' --exclude='./usr/share/man/*' \
    --exclude='./usr/share/locale/*' --exclude='./etc/apt/sources.list' -cf "$1/base.tar" .
  rm -rf --one-file-system "$root"
}

fetch() {
  local folder=$1 stage=$2 directory tag packages
  while IFS=: read -r directory packages; do
    fetch_all "$stage/debs/$directory" "$cache/apt/base-packages" "$packages"
  done < <(header "$folder" 'install ')
  while IFS=: read -r directory packages; do
    fetch_all "$stage/debs/$directory" "$cache/apt/base-packages" "$packages"
    (cd "$stage/debs/$directory" && index_packages >Packages)
  done < <(header "$folder" 'serve ')
  while IFS=: read -r directory packages; do
    fetch_all "$stage/debs/$directory" "$cache/apt/no-packages" "$packages"
  done < <(header "$folder" 'closure ')
  while IFS=: read -r directory packages; do
    mkdir -p "$stage/debs/$directory"
    # shellcheck disable=SC2086 # one word each
    (cd "$stage/debs/$directory" && private_apt apt-get download $packages)
  done < <(header "$folder" 'exactly ')
  while IFS=: read -r directory packages; do
    read -r directory tag <<<"$directory"
    # shellcheck disable=SC2086 # one word each
    python3 -m pip install --quiet --no-deps --no-compile --root-user-action ignore --only-binary :all: \
      --platform "$tag" --target "$stage/wheels/$directory" $packages >"$stage/pip.log" 2>&1 ||
      die "pip failed: $(tail -n1 "$stage/pip.log")"
  done < <(header "$folder" 'wheels ')
}

# fetch_all DIRECTORY STATUS PACKAGES: packages and what they need, given the packages that STATUS says are there.
fetch_all() {
  mkdir -p "$1/partial"
  # shellcheck disable=SC2086 # one word each
  private_apt apt-get install -y --download-only -o Dir::Cache::Archives="$1" -o Dir::State::Status="$2" $3 >/dev/null
  rm -rf "$1"/{partial,lock}
}

# What apt must know of the packages in this folder.
index_packages() {
  local deb
  for deb in *.deb; do
    dpkg-deb -f "$deb"
    stat -c 'Size: %s' "$deb"
    sha256sum "$deb" | sed 's/ .*//; s/^/SHA256: /'
    printf 'Filename: ./%s\n\n' "$deb"
  done
}

write_lock() {
  {
    echo "images:"
    tail -qn+2 "$cache"/digests/* | grep -v "^$base_reference " | LC_ALL=C sort |
      while read -r reference digest; do printf '  %s:\n    digest: %s\n' "$reference" "$digest"; done
  } >"$1.new"
  mv "$1.new" "$1"
}

# What tests pushed goes when the engine stops; the stand-ins stay.
drop_pushed_images() {
  local root=$cache/registry/docker/registry/v2/repositories keep path
  [[ -d $root ]] || return 0
  keep=$(stand_in_references | while read -r path; do repository "$path"; done)
  find "$root" -type d -name _manifests -prune -printf '%h\n' | grep -vxF -- "$keep" | while read -r path; do
    rm -rf "$path"
    touch "$cache/registry/garbage"
  done || true
  [[ -e $cache/registry/garbage ]] || return 0
  timeout 120 "$cache/bin/docker-registry" garbage-collect "$cache/config/registry.yml" >/dev/null 2>&1 || true
  rm -f "$cache/registry/garbage"
}
