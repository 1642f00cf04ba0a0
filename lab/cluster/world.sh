#!/bin/sh
# world.sh FOLDER CGROUP: the first process of the lab's own PID, network and mount namespaces. It lays the cable
# between the nodes, and a memory disk for all they write, and then waits. `/proc` is still that of the machine, so the
# number it writes down is the one by which the machine knows it.
set -eu
folder=$1

read -r pid rest < /proc/self/stat
echo "$pid" > "$folder/world.pid"
# A group that holds processes cannot hand controllers on to the groups below it.
echo 0 > "$2/cgroup.procs"

mount --make-rprivate /
mkdir -p "$folder/disk"
mount -t tmpfs -o size=75%,mode=755 lab "$folder/disk"
mkdir -p "$folder/disk/shared"

ip link set lo up
ip link add br-lab type bridge forward_delay 0
ip address add 10.77.0.254/24 dev br-lab
ip link set br-lab up

touch "$folder/world.ready"
while :; do sleep 3600 & wait $! || true; done
