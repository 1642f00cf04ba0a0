import { testRule } from "./harness.ts";
import { nfsStack } from "./nfs-stack.ts";

const o = (words: string): string => `"addr=10.0.0.5,nfsvers=4.1,${words}"`;

testRule("nfs-bad-option", {
  valid: [
    {
      name: "what Amazon asks for",
      yaml: nfsStack({ o: o("rsize=1048576,wsize=1048576,hard,timeo=600,retrans=2,noresvport") }),
    },
    { name: "flags that Docker reads", yaml: nfsStack({ o: o("rw,noatime,nodev,nosuid") }) },
    { name: "words that do nothing", yaml: nfsStack({ o: o("bg,intr,retry=2") }) },
    {
      name: "a label of SELinux",
      yaml: nfsStack({ o: "'addr=10.0.0.5,context=\"system_u:object_r:nfs_t:s0:c1,c2\"'" }),
    },
    { name: "empty entries", yaml: nfsStack({ o: o("hard,,") }) },
    { name: "UDP with version 3", yaml: nfsStack({ o: "'addr=10.0.0.5,nfsvers=3,udp,proto=udp'" }) },
    { name: "sloppy passes over the rest", yaml: nfsStack({ o: o("sloppy,some-new-word") }) },
    { name: "a variable for a word", yaml: nfsStack({ o: o("${MORE}") }) },
    { name: "a variable for a value", yaml: nfsStack({ o: o("timeo=${TIMEO}") }) },
    { name: "CIFS has other words", yaml: nfsStack({ type: "cifs", o: "'username=a,uid=0'", device: "//nas/data" }) },
    { name: "an empty address: another rule", yaml: nfsStack({ o: "'addr=,nfsvers=4.1'" }) },
  ],
  invalid: [
    {
      name: "words of mount",
      yaml: nfsStack({ o: o("⟦defaults⟧,hard,⟦_netdev⟧,⟦x-systemd.automount⟧") }),
      findings: [
        {
          severity: "error",
          message:
            "No task that mounts the volume `data` can start: `defaults` is a word of `mount` and `/etc/fstab`, and the kernel's NFS client refuses it.",
          help: "Remove it: Docker asks the kernel itself",
          volume: "data",
        },
        { severity: "error", message: "`_netdev` is a word of `mount`", volume: "data" },
        { severity: "error", message: "`x-systemd.automount` is a word of `mount`", volume: "data" },
      ],
    },
    {
      name: "words of Amazon's helper",
      yaml: nfsStack({ o: o("⟦tls⟧,⟦accesspoint=fsap-0123⟧") }),
      findings: [
        { severity: "error", message: "`tls` is a word of Amazon's mount helper", volume: "data" },
        { severity: "error", message: "`accesspoint` is a word of Amazon's mount helper", volume: "data" },
      ],
    },
    {
      name: "blanks, once",
      yaml: nfsStack({ o: '"addr=10.0.0.5, ⟦nfsvers=4.1⟧, hard, rw"' }),
      findings: [
        {
          severity: "error",
          message: "the kernel takes a blank in `o` for a part of the word beside it, and refuses that word.",
          help: "Remove every blank from `o`.",
          volume: "data",
        },
      ],
    },
    {
      name: "quotes inside, once",
      yaml: nfsStack({ o: '⟦addr="10.0.0.5"⟧,nfsvers=4.1,rw"' }),
      findings: [
        {
          severity: "error",
          message: "the quotes inside `o` are a part of its words.",
          help: "Put quotes around the whole of `o` only",
          volume: "data",
        },
      ],
    },
    {
      name: "a word that is in no list is not repeated",
      yaml: nfsStack({ o: o("⟦hardd⟧") }),
      findings: [
        {
          severity: "warning",
          message:
            "Most likely no task that mounts the volume `data` can start: a word in `o` is none of the NFS options of Linux.",
          volume: "data",
        },
      ],
    },
    {
      name: "wrong values",
      yaml: nfsStack({ o: '"addr=10.0.0.5,⟦nfsvers=5⟧,⟦timeo=0⟧,⟦rsize=1M⟧,⟦nconnect=32⟧,⟦sec⟧,⟦proto=quic⟧"' }),
      findings: [
        { severity: "error", message: "refuses the value of `nfsvers`", help: "Write one of 2, 3, 4", volume: "data" },
        { severity: "error", message: "refuses the value of `timeo`", help: "a number from 1 to", volume: "data" },
        { severity: "error", message: "refuses the value of `rsize`", help: "a number from 0 to", volume: "data" },
        {
          severity: "error",
          message: "refuses the value of `nconnect`",
          help: "a number from 1 to 16",
          volume: "data",
        },
        { severity: "error", message: "refuses the value of `sec`", help: "Write a value", volume: "data" },
        { severity: "error", message: "refuses the value of `proto`", help: "Write one of tcp", volume: "data" },
      ],
    },
    {
      name: "UDP with version 4",
      yaml: nfsStack({ o: o("⟦proto=udp⟧,udp") }),
      findings: [{ severity: "error", message: "NFS 4 does not run over UDP.", help: "proto=tcp", volume: "data" }],
    },
    {
      name: "a value that a variable fills in: the whole text",
      variables: { MORE: "defaults,hard" },
      yaml: nfsStack({ o: '⟦"addr=10.0.0.5,nfsvers=4.1,${MORE}"⟧' }),
      findings: [{ severity: "error", message: "`${MORE}` is a word of `mount`", volume: "data" }],
    },
    {
      name: "behind a variable that is not set",
      yaml: nfsStack({ o: '"addr=${NFS_SERVER},nfsvers=4.1,⟦defaults⟧"' }),
      findings: [{ severity: "error", message: "`defaults` is a word of `mount`", volume: "data" }],
    },
  ],
});
