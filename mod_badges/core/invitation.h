/* Invitations: somebody who administers people types an address; whoever reads its mail answers.
 *
 * Inviting makes a row of its own for the person (store/person.h, is_invitation), whatever there is behind the address already, so that neither answer,
 * time nor list tells. The link in the mail decides: without an account at that address the row becomes one, with the password that is chosen there;
 * else the places that it holds go over to the account, once its owner said so. As with a forgotten password (core/reset.h) the token is made when the
 * mail is sent; each further mail makes a new one, and the one before dies. */
#ifndef BDG_INVITATION_H
#define BDG_INVITATION_H
#include "base/json.h"
#include "base/site.h"
#include "core/actor.h"
#include "store/person.h"

#define BDG_INVITATION_DAYS 14
#define BDG_INVITATION_KIND "mail.invite"      /* of the outbox row */

/* Puts a mail to an invited person into the outbox of the organisation. Inside a transaction. */
bdg_err_t *bdg_invitation_put(bdg_db_t *db, int64_t organisation_id, const bdg_person_t *person, const bdg_actor_t *actor, apr_pool_t *pool) BDG_MUST_CHECK;

/* For the worker, when it is about to send: makes the link, and *model for the template mail/invite: {"invite": {name, organisation, by ("" for nobody), url,
 * valid}}, owned by pool; *organisation_id is the one that is named there. BDG_E_GONE: the invitation was answered or taken back; message says so. */
bdg_err_t *bdg_invitation_mail(json_t **model, int64_t *organisation_id, bdg_db_t *db, const bdg_site_t *site, const char *payload_json, apr_pool_t *pool) BDG_MUST_CHECK;

typedef struct bdg_invitation_t {
    bdg_person_t *person;                /* who was invited, as it was typed */
    bdg_account_t *account;              /* that has the address; NULL: none, a password is to be chosen */
    const char *organisation;            /* that invites */
    int64_t organisation_id;
} bdg_invitation_t;
/* What is behind the link? Leaves it. BDG_E_GONE: used, too old, never was, taken back, or the account may not sign in. */
bdg_err_t *bdg_invitation_look(bdg_invitation_t *out, bdg_db_t *db, const char *token, apr_pool_t *pool) BDG_MUST_CHECK;
/* Uses it. password_hash: for a new account; NULL where there is one, or where passwords are kept elsewhere. *account_id: who has the places now. BDG_E_GONE. */
bdg_err_t *bdg_invitation_use(int64_t *account_id, bdg_db_t *db, const char *token, const char *password_hash, const char *address, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
