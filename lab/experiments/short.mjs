/** What continuous integration plays. */
export const SHORT = {
  events: ["updated", "drained", "scaled"],
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
  ],
};
