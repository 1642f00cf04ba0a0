/** What continuous integration plays, with the first story. */
export const SHORT = {
  events: ["updated", "drained", "deployed"],
  kinds: [
    "image-volume",
    "tmpfs",
    "local",
    "local-pinned",
    "label-one",
    "label-two",
    "path-one",
    "path-all",
    "bound-shared",
    "key-renamed",
    "options-added",
    "volume-to-shared",
    "volume-to-shared-copied",
  ],
};
