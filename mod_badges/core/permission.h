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
const char *bdg_perm_name(bdg_perm_e p);   /* "badges.edit" */
#endif
