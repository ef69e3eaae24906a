/* Models that the pages of one organisation share. Pages of other files that stand under an organisation (its people, groups, look) call bdg_organisation_page(). */
#ifndef BDG_ORGANISATION_MODEL_H
#define BDG_ORGANISATION_MODEL_H
#include "store/organisation_tree.h"
#include "web/http.h"

#define BDG_ORGANISATIONS_PATH "/admin/organisations"

/* Reads the organisation that the address names (route column ON(ORGANISATION_NODE)) and makes the model of a page of it, a new reference:
 *   organisation {id, name, state_text, removed: true|false, revision, href, shown: true|false}
 *   path [{name, href}]: those above it that the person sees, uppermost first, for the crumbs
 *   tabs [{title, href, current}], may_manage
 * tab: what stands after the id in the address of the page ("", "/people"). Its template begins as admin/organisations/show does. */
bdg_err_t *bdg_organisation_page(json_t **model, bdg_organisation_t **o, bdg_req_t *req, const char *tab) BDG_MUST_CHECK;

/* "/admin/organisations/{id}" and rest, below the prefix, and complete. */
const char *bdg_organisation_path_of(const bdg_req_t *req, const char *public_id, const char *rest);
const char *bdg_organisation_href(const bdg_req_t *req, const char *public_id, const char *rest);
/* "Northgate › Law › Advocacy": where it hangs, as far as the person sees, with … where many lie between; "" for the uppermost. */
bdg_err_t *bdg_organisation_where(const char **out, bdg_req_t *req, int64_t id) BDG_MUST_CHECK;
/* A row of a tree or list: {id, name, href, below: "12 below" or "", shown, at_href, level_href, fold_href: "", depth} */
json_t *bdg_organisation_node(const bdg_req_t *req, const bdg_organisation_t *o, int depth);
#endif
