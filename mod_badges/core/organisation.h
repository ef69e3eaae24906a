/* Organisations: what they are called, how they come to be, where they hang in the tree, and how they go. What reaches down the tree is access.h's. */
#ifndef BDG_ORGANISATION_H
#define BDG_ORGANISATION_H
#include "base/language.h"
#include "core/edit.h"
#include "store/organisation_tree.h"

#define BDG_ORGANISATION_NAME_MAX 120         /* characters */
#define BDG_ORGANISATION_SLUG_MAX 63
#define BDG_ORGANISATION_DESCRIPTION_MAX 2000

/* The cleaned name in *name, or NULL; the answer says what is wrong with it, or is NULL. */
const char *bdg_organisation_name_problem(const char **name, const char *typed, apr_pool_t *pool);
/* A new organisation without a parent, with an address of its own made of its name, and its entry in the audit log. name: cleaned. Inside a transaction. */
bdg_err_t *bdg_organisation_make(bdg_organisation_t **out, bdg_db_t *db, const char *name, const bdg_actor_t *actor, apr_pool_t *pool) BDG_MUST_CHECK;

/* As typed; NULL is the same as "". A blank slug is made of the name. A blank language is that of the organisation above; others must be among languages. */
typedef struct bdg_organisation_typed_t { const char *name, *slug, *description, *language; const bdg_languages_t *languages; } bdg_organisation_typed_t;

/* Below edit->id, where the actor holds organisation.manage (the route's). BDG_E_INVALID: see edit->check. BDG_E_CONFLICT: that one was removed. */
bdg_err_t *bdg_organisation_add(const char **public_id, const bdg_edit_t *edit, const bdg_organisation_typed_t *typed) BDG_MUST_CHECK;
/* Name, address, description and language. The address that it had goes on to lead to it. BDG_E_INVALID; BDG_E_CONFLICT: changed meanwhile. */
bdg_err_t *bdg_organisation_change(const bdg_edit_t *edit, const bdg_organisation_typed_t *typed) BDG_MUST_CHECK;

/* The three acts on its place in the tree need organisation.manage at the place that it leaves or comes to as well: above it now, and above it then
 * (BDG_E_FORBIDDEN). BDG_E_CONFLICT says in words why not: changed meanwhile, or what is in the way. */
/* Hangs it, with all below it, below the organisation with this public id. BDG_E_INVALID (field "to"): none to choose, or it lies below edit->id. */
bdg_err_t *bdg_organisation_move(const bdg_edit_t *edit, const char *to) BDG_MUST_CHECK;
/* Takes it out of tree, lists and switchers; only when nothing in use is left in it (bdg_organisation_in_the_way). Awards stay and answer as ever; roles
 * in it sleep. */
bdg_err_t *bdg_organisation_remove(const bdg_edit_t *edit) BDG_MUST_CHECK;
bdg_err_t *bdg_organisation_restore(const bdg_edit_t *edit) BDG_MUST_CHECK;

/* What has to be moved or archived before it can go, in words ("3 issuers in use"): an array of const char *. */
apr_array_header_t *bdg_organisation_in_the_way(const bdg_organisation_holds_t *holds, apr_pool_t *pool);
/* May the actor move, remove or restore it, as far as the place above it counts? *why: in words why not, or NULL. */
bdg_err_t *bdg_organisation_may_leave(const char **why, bdg_db_t *db, const bdg_actor_t *actor, const bdg_organisation_t *o) BDG_MUST_CHECK;
#endif
