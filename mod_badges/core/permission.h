/* Permission atoms (domain.md, Permissions): bit n of role.permissions. The order is stored in databases: only ever append. */
#ifndef BDG_PERMISSION_H
#define BDG_PERMISSION_H
#include <stdint.h>
#define BDG_PERMISSIONS(X) \
    X(ORGANISATION_MANAGE, "organisation.manage") /* 0 */ \
    X(PEOPLE_MANAGE, "people.manage") \
    X(ROLES_ASSIGN, "roles.assign") \
    X(BRANDING_MANAGE, "branding.manage") \
    X(GRAPHICS_EDIT, "graphics.edit") \
    X(ISSUERS_EDIT, "issuers.edit") /* 5 */ \
    X(ISSUERS_STAFF, "issuers.staff") \
    X(BADGES_EDIT, "badges.edit") \
    X(BADGES_PUBLISH, "badges.publish") \
    X(ASSERTIONS_ISSUE, "assertions.issue") \
    X(ASSERTIONS_UPDATE, "assertions.update") /* 10 */ \
    X(ASSERTIONS_REVOKE, "assertions.revoke") \
    X(REPORTS_VIEW, "reports.view") \
    X(EXPORTS_RUN, "exports.run") \
    X(PATHWAYS_EDIT, "pathways.edit") \
    X(RULES_EDIT, "rules.edit") /* 15 */ \
    X(CONNECTIONS_MANAGE, "connections.manage") \
    X(API_MANAGE, "api.manage") \
    X(AUDIT_VIEW, "audit.view")
typedef enum bdg_perm_e {
#define X(name, text) BDG_PERM_##name,
    BDG_PERMISSIONS(X)
#undef X
    BDG_PERM_COUNT,
    BDG_PERM_NONE = -1   /* no permission needed beyond what the route's entry asks */
} bdg_perm_e;
typedef uint64_t bdg_perms_t;
#define BDG_PERM_BIT(p) ((bdg_perms_t)1 << (p))
#define BDG_PERMS_ALL (BDG_PERM_BIT(BDG_PERM_COUNT) - 1)
/* What a role for one issuer, or for one group, can give: the rest has no meaning there. */
#define BDG_PERMS_OF_ISSUER (BDG_PERM_BIT(BDG_PERM_ISSUERS_EDIT) | BDG_PERM_BIT(BDG_PERM_ISSUERS_STAFF) | BDG_PERM_BIT(BDG_PERM_BADGES_EDIT) | \
    BDG_PERM_BIT(BDG_PERM_BADGES_PUBLISH) | BDG_PERM_BIT(BDG_PERM_ASSERTIONS_ISSUE) | BDG_PERM_BIT(BDG_PERM_ASSERTIONS_UPDATE) | \
    BDG_PERM_BIT(BDG_PERM_ASSERTIONS_REVOKE) | BDG_PERM_BIT(BDG_PERM_REPORTS_VIEW) | BDG_PERM_BIT(BDG_PERM_EXPORTS_RUN) | \
    BDG_PERM_BIT(BDG_PERM_PATHWAYS_EDIT) | BDG_PERM_BIT(BDG_PERM_RULES_EDIT))
#define BDG_PERMS_OF_GROUP BDG_PERM_BIT(BDG_PERM_PEOPLE_MANAGE)

const char *bdg_perm_name(bdg_perm_e p);   /* "badges.edit" */
/* How people are told of it: a few words, and a sentence. */
const char *bdg_perm_title(bdg_perm_e p);  /* "Change badges" */
const char *bdg_perm_help(bdg_perm_e p);
/* The parts of the interface that permissions are shown under: 0, 1, ...; NULL after the last. */
const char *bdg_perm_group(int group);
int bdg_perm_group_of(bdg_perm_e p);
#endif
