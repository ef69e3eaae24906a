#include "core/permission.h"
#include <stddef.h>

static const char *const names[] = {
#define X(name, text) text,
    BDG_PERMISSIONS(X)
#undef X
};

static const char *const groups[] = { "Organisations and people", "Preparing badges", "Issuing", "Reporting", "Connections", NULL };

static const struct { int group; const char *title, *help; } words[BDG_PERM_COUNT] = {
    [BDG_PERM_ORGANISATION_MANAGE] = { 0, "Manage organisations", "Adds, renames, moves and removes organisations." },
    [BDG_PERM_PEOPLE_MANAGE] = { 0, "Manage people", "Creates, invites, suspends and erases people, and puts them into groups." },
    [BDG_PERM_ROLES_ASSIGN] = { 0, "Make and give roles", "Gives and takes roles, and makes new ones." },
    [BDG_PERM_BRANDING_MANAGE] = { 0, "Change the look and feel", "Colours, logo, landing page, and the wording of mails." },
    [BDG_PERM_GRAPHICS_EDIT] = { 1, "Change graphics", "Uploads, draws, changes and archives graphics." },
    [BDG_PERM_ISSUERS_EDIT] = { 1, "Change issuers", "Adds issuers, changes their profiles and keys, and endorses for them." },
    [BDG_PERM_ISSUERS_STAFF] = { 1, "Choose the staff of issuers", "Says who works for an issuer, and as what." },
    [BDG_PERM_BADGES_EDIT] = { 1, "Change badges", "Creates badges and changes what they say." },
    [BDG_PERM_BADGES_PUBLISH] = { 1, "Publish badges", "Publishes, withdraws and archives badges." },
    [BDG_PERM_ASSERTIONS_ISSUE] = { 2, "Issue credentials", "Awards badges to people, one by one or from a file, and sends the mails." },
    [BDG_PERM_ASSERTIONS_UPDATE] = { 2, "Change credentials", "Changes credentials that were issued." },
    [BDG_PERM_ASSERTIONS_REVOKE] = { 2, "Revoke credentials", "Takes credentials back, for good." },
    [BDG_PERM_REPORTS_VIEW] = { 3, "See credentials and reports", "Who holds what, and the numbers." },
    [BDG_PERM_EXPORTS_RUN] = { 3, "Export", "Downloads what they see, as files." },
    [BDG_PERM_PATHWAYS_EDIT] = { 1, "Change pathways", "Makes and changes pathways that lead from badge to badge." },
    [BDG_PERM_RULES_EDIT] = { 2, "Change rules", "Makes and changes rules that award badges by themselves." },
    [BDG_PERM_CONNECTIONS_MANAGE] = { 4, "Manage connections", "Connects other services." },
    [BDG_PERM_API_MANAGE] = { 4, "Manage API keys", "Makes and withdraws keys for programs." },
    [BDG_PERM_AUDIT_VIEW] = { 0, "See the audit log", "Who did what, when, and from where." },
};

const char *bdg_perm_name(bdg_perm_e p) { return p >= 0 && p < BDG_PERM_COUNT ? names[p] : ""; }
const char *bdg_perm_title(bdg_perm_e p) { return words[p].title; }
const char *bdg_perm_help(bdg_perm_e p) { return words[p].help; }
const char *bdg_perm_group(int group) { return groups[group]; }
int bdg_perm_group_of(bdg_perm_e p) { return words[p].group; }
