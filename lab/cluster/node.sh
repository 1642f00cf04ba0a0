#!/bin/sh
# node.sh FOLDER NUMBER [ENGINE]: one node, the first process of namespaces inside the lab's. What it writes goes to a layer of
# its own above the machine's root, so nothing on the machine changes, and a host path is one node's alone. The folder
# that all nodes share, as a network file system would be, is at /mnt/efs and /srv/shared.
set -eu
folder=$1
number=$2
engine=${3:-}
disk=$folder/disk/node$number
root=$folder/disk/root$number

read -r pid rest < /proc/self/stat
echo "$pid" > "$folder/node$number.pid"

mkdir -p "$root" "$disk/upper" "$disk/work" "$disk/docker"
mount -t overlay -o "lowerdir=/,upperdir=$disk/upper,workdir=$disk/work" overlay "$root"
cd "$root"
mkdir -p proc sys dev run tmp mnt/efs srv/shared var/lib/docker old-root ".$folder"
mount --rbind /dev dev
mount -t proc proc proc
mount -t sysfs sysfs sys
mount -t cgroup2 none sys/fs/cgroup
mount -t tmpfs -o mode=755 run run
mount -t tmpfs -o mode=1777 tmp tmp
mkdir -p ".$folder"
mount --bind "$folder" ".$folder"
# Whichever engine it is, and wherever its programs lie on the machine: here they have one place.
if [ -n "$engine" ]; then
  mkdir -p ".$folder/engine"
  mount --bind "$engine" ".$folder/engine"
  at=$folder/engine
  PATH=$at:$at/usr/sbin:$at/usr/bin:$at/sbin:$at/bin:$PATH
  LD_LIBRARY_PATH=$at/usr/lib/x86_64-linux-gnu:${LD_LIBRARY_PATH:-}
  export PATH LD_LIBRARY_PATH
fi
mount --bind "$disk/docker" var/lib/docker
mount --bind "$folder/disk/shared" mnt/efs
mount --bind "$folder/disk/shared" srv/shared
pivot_root . old-root
cd /
umount -l old-root

hostname "node$number"
ip link set lo up
until ip link show eth0 > /dev/null 2>&1; do sleep 0.05; done
ip address add "10.77.0.$number/24" dev eth0
ip link set eth0 up
ip route add default via 10.77.0.254

# As on any machine with control groups of version 2: processes in a leaf, controllers handed on.
mkdir -p /sys/fs/cgroup/first
echo 0 > /sys/fs/cgroup/first/cgroup.procs
for controller in $(cat /sys/fs/cgroup/cgroup.controllers); do
  echo "+$controller" > /sys/fs/cgroup/cgroup.subtree_control 2> /dev/null || true
done

# No name server answers here; without this, a look-up of a registry would wait for one.
rm -f /etc/resolv.conf
echo 'nameserver 127.0.0.1' > /etc/resolv.conf
rm -f /run/docker.pid "$folder/node$number.sock"
echo '{}' > /run/daemon.json
dockerd --config-file /run/daemon.json --log-level error --exec-opt native.cgroupdriver=cgroupfs --userland-proxy=false \
  -H unix:///run/docker.sock -H "unix://$folder/node$number.sock" > "$folder/node$number.log" 2>&1 &
daemon=$!
# A shell that waits also buries the orphans that shims leave behind.
wait "$daemon"
