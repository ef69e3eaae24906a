#include "core/permission.h"
#include "base/language.h"
#include <stddef.h>

static const char *const names[] = {
#define X(name, text) text,
    BDG_PERMISSIONS(X)
#undef X
};

static const char *const groups[] = { N_("Organisations and people"), N_("Preparing badges"), N_("Issuing"), N_("Reporting"), N_("Connections"), NULL };

static const struct { int group; const char *title, *help; } words[BDG_PERM_COUNT] = {
    [BDG_PERM_ORGANISATION_MANAGE] = { 0, N_("Manage organisations"), N_("Adds, renames, moves and removes organisations.") },
    [BDG_PERM_PEOPLE_MANAGE] = { 0, N_("Manage people"), N_("Creates, invites, suspends and erases people, and puts them into groups.") },
    [BDG_PERM_ROLES_ASSIGN] = { 0, N_("Make and give roles"), N_("Gives and takes roles, and makes new ones.") },
    [BDG_PERM_BRANDING_MANAGE] = { 0, N_("Change the look and feel"), N_("Colours, logo, landing page, and the wording of mails.") },
    [BDG_PERM_GRAPHICS_EDIT] = { 1, N_("Change graphics"), N_("Uploads, draws, changes and archives graphics.") },
    [BDG_PERM_ISSUERS_EDIT] = { 1, N_("Change issuers"), N_("Adds issuers, changes their profiles and keys, and endorses for them.") },
    [BDG_PERM_ISSUERS_STAFF] = { 1, N_("Choose the staff of issuers"), N_("Says who works for an issuer, and as what.") },
    [BDG_PERM_BADGES_EDIT] = { 1, N_("Change badges"), N_("Creates badges and changes what they say.") },
    [BDG_PERM_BADGES_PUBLISH] = { 1, N_("Publish badges"), N_("Publishes, withdraws and archives badges.") },
    [BDG_PERM_ASSERTIONS_ISSUE] = { 2, N_("Issue credentials"), N_("Awards badges to people, one by one or from a file, and sends the mails.") },
    [BDG_PERM_ASSERTIONS_UPDATE] = { 2, N_("Change credentials"), N_("Changes credentials that were issued.") },
    [BDG_PERM_ASSERTIONS_REVOKE] = { 2, N_("Revoke credentials"), N_("Takes credentials back, for good.") },
    [BDG_PERM_REPORTS_VIEW] = { 3, N_("See credentials and reports"), N_("Who holds what, and the numbers.") },
    [BDG_PERM_EXPORTS_RUN] = { 3, N_("Export"), N_("Downloads what they see, as files.") },
    [BDG_PERM_PATHWAYS_EDIT] = { 1, N_("Change pathways"), N_("Makes and changes pathways that lead from badge to badge.") },
    [BDG_PERM_RULES_EDIT] = { 2, N_("Change rules"), N_("Makes and changes rules that award badges by themselves.") },
    [BDG_PERM_CONNECTIONS_MANAGE] = { 4, N_("Manage connections"), N_("Connects other services.") },
    [BDG_PERM_API_MANAGE] = { 4, N_("Manage API keys"), N_("Makes and withdraws keys for programs.") },
    [BDG_PERM_AUDIT_VIEW] = { 0, N_("See the audit log"), N_("Who did what, when, and from where.") },
};

const char *bdg_perm_name(bdg_perm_e p) { return p >= 0 && p < BDG_PERM_COUNT ? names[p] : ""; }
const char *bdg_perm_title(bdg_perm_e p) { return bdg_tr(words[p].title); }
const char *bdg_perm_help(bdg_perm_e p) { return bdg_tr(words[p].help); }
const char *bdg_perm_group(int group) { return bdg_tr(groups[group]); }
int bdg_perm_group_of(bdg_perm_e p) { return words[p].group; }
