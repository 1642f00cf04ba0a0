import { describe, expect, it } from "vitest";
import { diffFilesOf, hunksOf } from "../../src/review/hunks.ts";

describe("the hunks of a patch", () => {
  it.each([
    ["one line changed in context", "@@ -1,3 +1,3 @@\n a\n-b\n+B\n c", [{ start: 1, end: 3 }]],
    ["a new file", "@@ -0,0 +1,2 @@\n+a\n+b", [{ start: 1, end: 2 }]],
    ["one line, counts left out", "@@ -1 +1 @@\n-a\n+b", [{ start: 1, end: 1 }]],
    [
      "two hunks",
      "@@ -1,2 +1,3 @@\n a\n+b\n c\n@@ -40,2 +41,2 @@ services:\n x\n-y\n+z",
      [
        { start: 1, end: 3 },
        { start: 41, end: 42 },
      ],
    ],
    ["only deletions without context", "@@ -3,2 +2,0 @@\n-a\n-b", []],
    ["deletions in context", "@@ -1,4 +1,2 @@\n a\n-b\n-c\n d", [{ start: 1, end: 2 }]],
    ["a deleted file", "@@ -1,2 +0,0 @@\n-a\n-b", []],
    [
      "no newline at the end",
      "@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+B\n\\ No newline at end of file",
      [{ start: 1, end: 2 }],
    ],
    ["lines that look like headers", "@@ -1,2 +1,2 @@\n-@@ -9,9 +9,9 @@\n+@@ -9,9 +9,9 @@\n x", [{ start: 1, end: 2 }]],
    ["a cut patch claims only what it shows", "@@ -1,9 +1,9 @@\n a\n b", [{ start: 1, end: 2 }]],
    ["nothing", "", []],
  ])("%s", (_, patch, hunks) => expect(hunksOf(patch)).toEqual(hunks));
});

const DIFF = `diff --git a/stack.yml b/stack.yml
index 1..2 100644
--- a/stack.yml
+++ b/stack.yml
@@ -1,3 +1,3 @@
 a
--- x
+++ y
 c
diff --git a/new.yml b/new.yml
new file mode 100644
index 0..1
--- /dev/null
+++ b/new.yml
@@ -0,0 +1 @@
+a
\\ No newline at end of file
diff --git a/gone.yml b/gone.yml
deleted file mode 100644
--- a/gone.yml
+++ /dev/null
@@ -1 +0,0 @@
-a
diff --git a/old name.yml b/new name.yml
similarity index 90%
rename from old name.yml
rename to new name.yml
--- a/old name.yml\t
+++ b/new name.yml\t
@@ -5,2 +5,3 @@
 a
+b
 c
diff --git "a/caf\\303\\251 \\"x\\".yml" "b/caf\\303\\251 \\"x\\".yml"
--- "a/caf\\303\\251 \\"x\\".yml"
+++ "b/caf\\303\\251 \\"x\\".yml"
@@ -1 +1 @@
-a
+b
diff --git a/logo.png b/logo.png
index 1..2 100644
Binary files a/logo.png and b/logo.png differ
diff --git a/run me.sh b/run me.sh
old mode 100644
new mode 100755
diff --git "a/\\ttab" "b/\\ttab"
old mode 100644
new mode 100755
`;

describe("the files of a diff", () => {
  it("are read with their hunks, whatever their names", () => {
    expect(diffFilesOf(DIFF)).toEqual([
      { path: "stack.yml", status: "modified", hunks: [{ start: 1, end: 3 }] },
      { path: "new.yml", status: "added", hunks: [{ start: 1, end: 1 }] },
      { path: "gone.yml", status: "removed", hunks: [] },
      { path: "new name.yml", previousPath: "old name.yml", status: "renamed", hunks: [{ start: 5, end: 7 }] },
      { path: 'café "x".yml', status: "modified", hunks: [{ start: 1, end: 1 }] },
      { path: "logo.png", status: "modified", hunks: undefined },
      { path: "run me.sh", status: "modified", hunks: [] },
      { path: "\ttab", status: "modified", hunks: [] },
    ]);
  });

  it("are none in an empty diff", () => expect(diffFilesOf("")).toEqual([]));
});
