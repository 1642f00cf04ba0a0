import { BACK, type Releases, type Step } from "./releases.ts";

/** Where GitLab's way up must stop: whoever goes on from below has to have been there. */
const GITLAB_STOPS = [
  "15.4",
  "15.11",
  "16.3",
  "16.7",
  "16.11",
  "17.3",
  "17.5",
  "17.8",
  "17.11",
  "18.2",
  "18.5",
  "18.8",
  "18.11",
  "19.2",
];

/** The last minor version below a stop, and the first one above it. */
function besides(stop: string): readonly [below: string, above: string] {
  const [major = 0, minor = 0] = stop.split(".").map(Number);
  return [`${major}.${minor - 1}`, minor === 11 ? `${major + 1}.0` : `${major}.${minor + 1}`];
}

const gitlabSteps: readonly Step[] = [
  ...GITLAB_STOPS.map((stop): Step => {
    const [below, above] = besides(stop);
    return {
      way: "up",
      old: `..${below}`,
      now: `${above}..`,
      reading: "may refuse",
      why: `must be reached by way of ${stop}`,
      evidence: "cited",
      source: "docs.gitlab.com, upgrade paths; omnibus-gitlab merge requests 7245 and 7575, 2026",
    };
  }),
  {
    way: "down",
    reading: "may refuse",
    why: "is not made for the database of a newer version",
    evidence: "assumed",
    source: "general knowledge, not looked up",
  },
];

const NEXTCLOUD = "nextcloud/docker docker-entrypoint.sh, commit 00be03963f43, read 2026-12-01";
const GITEA = 'docs.gitea.com, upgrade; go-gitea/gitea models/migrations, "is for a newer Gitea", read 2026-12-01';

/** How releases of applications meet each other's data. */
export const APPLICATIONS_OF_RELEASES: readonly Releases[] = [
  {
    title: "Nextcloud",
    families: ["nextcloud"],
    series: 1,
    steps: [
      {
        way: "back",
        reading: "refuses",
        why: "starts on no data of a newer version, not even of a patch",
        keptIn: "/var/www/html",
        evidence: "cited",
        source: NEXTCLOUD,
      },
      {
        way: "up",
        apart: 2,
        reading: "refuses",
        why: "cannot skip a major version",
        keptIn: "/var/www/html",
        evidence: "cited",
        source: NEXTCLOUD,
      },
      {
        way: "up",
        reading: "changes",
        why: "upgrades the data when it starts, and leaves no way back",
        evidence: "cited",
        source: NEXTCLOUD,
      },
    ],
    up: "Back up the database and the files first, and deploy one major version at a time.",
    down: BACK,
  },
  {
    title: "GitLab",
    families: ["gitlab"],
    series: 2,
    steps: gitlabSteps,
    up: "Back up first, follow the upgrade path that GitLab publishes, and wait for its background migrations.",
    down: BACK,
  },
  {
    title: "Gitea",
    families: ["gitea"],
    series: 2,
    steps: [
      {
        way: "down",
        reading: "refuses",
        why: "refuses the database of a newer one",
        evidence: "cited",
        source: GITEA,
      },
    ],
    up: "Back up first (`gitea dump`).",
    down: BACK,
  },
  {
    title: "Forgejo",
    families: ["forgejo"],
    series: [
      ["0", 2],
      ["7", 1],
    ],
    steps: [
      {
        way: "down",
        reading: "may refuse",
        why: "most likely refuses the database of a newer one",
        evidence: "assumed",
        source: "the check that Gitea has, from which it comes",
      },
    ],
    up: "Back up first (`forgejo dump`).",
    down: BACK,
  },
  {
    title: "SonarQube",
    families: ["sonarqube"],
    series: 2,
    steps: [
      {
        way: "up",
        old: "..9.8",
        now: "10..",
        reading: "may refuse",
        why: "must be reached by way of 9.9",
        evidence: "cited",
        source:
          'docs.sonarsource.com, determine the path; "Please upgrade to Long Term Support version first", read 2026-12-01',
      },
      {
        way: "down",
        old: "..2099",
        reading: "may refuse",
        why: "is not made for the database of a newer version",
        evidence: "assumed",
        source: "general knowledge, not looked up",
      },
    ],
    up: "Back up the database first, go by way of every LTA release, and open `/setup` after the deploy.",
    down: BACK,
  },
  {
    title: "Keycloak",
    families: ["keycloak"],
    series: 1,
    steps: [
      {
        way: "up",
        old: "..19",
        now: "20..",
        reading: "may refuse",
        why: "most likely cannot open the embedded database of an older one",
        evidence: "cited",
        source: "keycloak/keycloak issue 15712",
      },
      {
        way: "down",
        reading: "may refuse",
        why: "is not made for the database of a newer version",
        evidence: "cited",
        source: "keycloak/keycloak issue 31450",
      },
    ],
    up: "Export the realms first (`kc.sh export`).",
    down: BACK,
  },
  {
    title: "Grafana",
    families: ["grafana"],
    series: 1,
    steps: [
      {
        way: "down",
        reading: "changes",
        why: "is not made for the database of a newer one: alerts and dashboards may be missing",
        evidence: "cited",
        source: "grafana.com, upgrading to 10",
      },
    ],
    up: "Back up first.",
    down: BACK,
  },
  {
    title: "Home Assistant",
    families: ["home-assistant"],
    series: 2,
    steps: [
      {
        way: "down",
        reading: "changes",
        why: "writes no history into the database of a newer one",
        evidence: "cited",
        source: "home-assistant/core pull 134467, 2025-01-02",
      },
    ],
    up: "Back up first.",
    down: BACK,
  },
  {
    title: "Nexus",
    families: ["nexus"],
    series: 2,
    steps: [
      {
        way: "up",
        old: "..3.69",
        now: "3.71..",
        reading: "may refuse",
        why: "does not start on an OrientDB, which 3.70 alone can migrate",
        evidence: "cited",
        source: "help.sonatype.com, upgrading from OrientDB",
      },
      {
        way: "up",
        old: "3.70",
        now: "3.71..",
        reading: "may refuse",
        why: "does not start on an OrientDB that was not migrated",
        evidence: "cited",
        source: "help.sonatype.com, upgrading from OrientDB",
      },
    ],
    up: "Back up, deploy 3.70, and run its database migrator there.",
    down: BACK,
  },
  {
    title: "Jenkins",
    families: ["jenkins", "jenkins-older"],
    series: 2,
    steps: [
      {
        way: "down",
        reading: "changes",
        why: "may not load newer plugins, and drops their settings when it saves",
        evidence: "assumed",
        source: "general knowledge, not looked up",
      },
    ],
    up: "Back up first.",
    down: BACK,
  },
  {
    title: "Ghost",
    families: ["ghost"],
    series: 1,
    steps: [
      {
        way: "up",
        apart: 3,
        reading: "may refuse",
        why: "must be reached by way of the last minor of a version in between",
        evidence: "cited",
        source: "docs.ghost.org, update a major version; docker-library/docs ghost, 2026-08-21",
      },
      {
        way: "down",
        reading: "may refuse",
        why: "is not made for the database of a newer one",
        evidence: "assumed",
        source: "general knowledge, not looked up",
      },
    ],
    up: "Back up, and go to the last minor of the old version first.",
    down: BACK,
  },
  {
    title: "Odoo",
    families: ["odoo"],
    series: 1,
    steps: [
      {
        way: "other",
        reading: "changes",
        why: "does not migrate the database of another one, and fails on it",
        evidence: "cited",
        source: "docker-library/docs odoo, 2026-08-21",
      },
    ],
    up: "Migrate the database first: Odoo's upgrade service, or OpenUpgrade.",
    down: BACK,
  },
  {
    title: "Metabase",
    families: ["metabase"],
    series: 2,
    steps: [
      {
        way: "down",
        reading: "may refuse",
        why: "starts only if `migrate down` was run with the newer one",
        evidence: "cited",
        source: "metabase.com, upgrading; metabase/metabase issues 44784 and 41295",
      },
    ],
    up: "Back up first.",
    down: "Run `migrate down` with the new version first, or restore a backup.",
  },
  {
    title: "Uptime Kuma",
    families: ["uptime-kuma"],
    series: 1,
    steps: [
      {
        way: "up",
        old: "..1",
        now: "2..",
        reading: "changes",
        why: "migrates for minutes to hours, and an interruption damages the database",
        help: "Back up first, and let no health check, update or move stop it before it is done.",
        evidence: "cited",
        source: "louislam/uptime-kuma wiki, migration from 1 to 2, 2026-04-28",
      },
      {
        way: "down",
        reading: "may refuse",
        why: "does not know the tables of 2",
        evidence: "assumed",
        source: "general knowledge, not looked up",
      },
    ],
    up: "Back up first.",
    down: BACK,
  },
  {
    title: "n8n",
    families: ["n8n"],
    series: 1,
    steps: [
      {
        way: "down",
        reading: "may refuse",
        why: "starts only if `n8n db:revert` was run with the newer one",
        evidence: "assumed",
        source: "n8n 1.37.1 release notes mention migrations without a way back",
      },
    ],
    up: "Back up first.",
    down: "Run `n8n db:revert` with the new version first, or restore a backup.",
  },
];
