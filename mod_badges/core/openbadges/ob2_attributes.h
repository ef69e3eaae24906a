/* The attributes of an award as an Extension of Open Badges 2.0 (section Extensions): an object "extensions:badgeAttributes" on the Assertion, with a
 * context and a JSON schema that we host for each version of a badge class:
 *
 *     /badges/{id}/versions/{n}/attributes/context.json      what each term means, and obi:validation: which schema it has to fit
 *     /badges/{id}/versions/{n}/attributes/schema.json       JSON schema, draft 4, as 1EdTech's own extensions have it
 *
 * A term is the attribute's key, which stays with it for ever; values are strings in plain form (numbers 55.5, dates 2026-01-31), typed by the
 * context, so that no number changes by being read as a double. Terms and types never change once something was awarded under the version. */
#ifndef BDG_OB2_ATTRIBUTES_H
#define BDG_OB2_ATTRIBUTES_H
#include "base/json.h"
#include "base/site.h"
#include "core/attribute.h"
#include "store/badge_class.h"

#define BDG_OB2_ATTRIBUTES_MEMBER "extensions:badgeAttributes"
#define BDG_OB2_ATTRIBUTES_TYPE "extensions:BadgeAttributes"

/* The two documents: a new reference each. BDG_E_NOT_FOUND when this version has no attributes. */
bdg_err_t *bdg_ob2_attributes_context(json_t **out, const bdg_site_t *site, const bdg_badge_class_t *badge, apr_pool_t *pool) BDG_MUST_CHECK;
bdg_err_t *bdg_ob2_attributes_schema(json_t **out, const bdg_site_t *site, const bdg_badge_class_t *badge, apr_pool_t *pool) BDG_MUST_CHECK;

/* The member of the Assertion, with a comma before it; nothing when values (details_json.attributes) is empty. */
void bdg_ob2_attributes_write(bdg_buf_t *out, const bdg_site_t *site, const bdg_badge_class_t *badge, const json_t *values);
/* The term of a key: the key, but for those that JSON-LD or the context needs itself ("id" becomes "Id"; keys have no capitals). */
const char *bdg_ob2_attribute_term(const char *key);
#endif
