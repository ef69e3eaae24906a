/* The link to choose a password: asked for, mailed, used once.
 *
 * No token ever lies in the database in a form that somebody could use. Asking puts a mail into the outbox with nothing but the address; the worker
 * that sends it makes the token at that moment, keeps its hash and puts the token into the mail. Each attempt at sending makes a new one, and the one
 * before dies. Asking for an address that nobody has puts the same row, so that the web's answer and its time do not tell. */
#ifndef BDG_RESET_H
#define BDG_RESET_H
#include "base/json.h"
#include "base/site.h"
#include "core/actor.h"
#include "store/account.h"

#define BDG_RESET_MINUTES 60
#define BDG_RESET_KIND "mail.reset"      /* of the outbox row */

/* Links of before die. Asked too often (core/throttle.h), nothing is sent, and the caller is not told. BDG_E_INVALID: not an email address. */
bdg_err_t *bdg_reset_ask(bdg_db_t *db, const char *email, apr_pool_t *pool) BDG_MUST_CHECK;

/* For the worker, when it is about to send: makes the link, and *model for the template mail/reset: {"reset": {name, url, valid, first}}, owned by
 * pool. BDG_E_GONE: nobody who may sign in by password has this address; message says so. */
bdg_err_t *bdg_reset_mail(json_t **model, bdg_db_t *db, const bdg_site_t *site, const char *address, apr_pool_t *pool) BDG_MUST_CHECK;

/* Whose link is this? Leaves it. *first: they never had a password. BDG_E_GONE: used, too old, never was. */
bdg_err_t *bdg_reset_look(bdg_account_t **account, int *first, bdg_db_t *db, const char *token, apr_pool_t *pool) BDG_MUST_CHECK;
/* Uses it: sets the password, ends all sessions and links of the account, forgets its failed attempts. */
bdg_err_t *bdg_reset_use(bdg_db_t *db, const char *token, const char *password_hash, const char *address, apr_pool_t *pool) BDG_MUST_CHECK;

/* A signed-in person's own: the same, without a link. All their sessions end. */
bdg_err_t *bdg_password_change(bdg_db_t *db, const bdg_actor_t *actor, const char *password_hash, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
