#!/bin/sh
# keeper.sh FOLDER: makes the folder of one run, keeps the lab's world alive for as long as someone holds the other end
# of standard input, and then leaves nothing behind. It outlives the runner, so it cleans up however the runner ends.
# Everything that the lab starts lives in one PID namespace: when its first process dies, the kernel ends the rest, and
# with the last of them go the network and mount namespaces and all they hold.
set -u
folder=$1
here=$(dirname "$0")

mkdir -m 700 "$folder" || exit 1
exec > "$folder/keeper.log" 2>&1

hierarchy=/sys/fs/cgroup
[ -e "$hierarchy/cgroup.procs" ] || hierarchy=/sys/fs/cgroup/unified
group=$hierarchy/$(basename "$folder")

# Nothing but the end of the input ends the keeper.
trap : HUP INT TERM

# A node whose heartbeat is late counts as lost: a busy machine must not make the engines wait.
renice -n -15 -p $$ > /dev/null 2>&1
mkdir -p "$group/first"
# Should the keeper be killed all the same, the holder goes with it, and the world with the holder.
setpriv --pdeathsig KILL sh -c '
  echo $$ > "$0/cgroup.procs" || exit 1
  exec unshare --cgroup --mount --net --ipc --uts --pid --fork --kill-child=KILL sh "$1/world.sh" "$2" "$0/first"
' "$group" "$here" "$folder" < /dev/null &
holder=$!

# Blocks until the runner closes its end or dies.
cat > /dev/null

if read -r first < "$folder/world.pid"; then kill -KILL "$first"; fi
kill -KILL "$holder"
wait "$holder"

# What the runner started outside the world, to unpack a package or to make a commit, ends by itself once it has nobody
# to talk to, but writes into the folder until then: a removal that it spoiled is tried again.
tries=0
while { [ -d "$group" ] || [ -d "$folder" ]; } && [ $tries -lt 200 ]; do
  if [ -e "$group/cgroup.kill" ]; then echo 1 > "$group/cgroup.kill"; fi
  if [ -d "$group" ]; then find "$group" -depth -type d -exec rmdir {} +; fi
  rm -rf --one-file-system "$folder"
  sleep 0.1
  tries=$((tries + 1))
done
