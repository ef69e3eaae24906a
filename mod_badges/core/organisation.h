/* Organisations: what they are called and how they come to be. */
#ifndef BDG_ORGANISATION_H
#define BDG_ORGANISATION_H
#include "core/actor.h"
#include "store/organisation.h"

#define BDG_ORGANISATION_NAME_MAX 120     /* characters */

/* The cleaned name in *name, or NULL; the answer says what is wrong with it, or is NULL. */
const char *bdg_organisation_name_problem(const char **name, const char *typed, apr_pool_t *pool);
/* A new organisation without a parent, with an address of its own made of its name, and its entry in the audit log. name: cleaned. Inside a transaction. */
bdg_err_t *bdg_organisation_make(bdg_organisation_t **out, bdg_db_t *db, const char *name, const bdg_actor_t *actor, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
