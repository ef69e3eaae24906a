/* The link that proves a mail address: asked for, mailed, used once.
 *
 * As with a forgotten password (core/reset.h) no usable token ever lies in the database: asking puts a mail into the outbox with nothing but the
 * address, and the worker that sends it makes the token. Asking for an address that nobody has puts the same row, so that answer and time do not tell.
 * Looking at a link leaves it: programs that open the links of mails do not use it up.
 *
 * A link that signs in can lead to where the person was (an application's question): the path is kept with the link, not in its address, and followed only
 * in the browser that asked. Whoever sends a stranger such a link by typing their address leads nobody anywhere.
 *
 * A link that signs in goes to the account that has proven the address, else to the one that signs in with it, else it makes one. A link that adds an
 * address works only for the account that asked, and only while it is signed in: whoever is sent somebody else's link cannot give their awards away. */
#ifndef BDG_PROOF_H
#define BDG_PROOF_H
#include "base/json.h"
#include "base/site.h"
#include "core/actor.h"
#include "store/account.h"

#define BDG_PROOF_MINUTES 30
#define BDG_PROOF_KIND "mail.proof"      /* of the outbox row */

typedef struct bdg_proof_next_t { const char *path, *browser; } bdg_proof_next_t;     /* path: of ours (bdg_local_path); browser: 43 characters that no other has */

/* next: of a link that signs in, or NULL. account_id 0: to sign in; else to add the address to that account. Asked too often, nothing is sent, and the caller is not told.
 * BDG_E_INVALID: not an email address. BDG_E_CONFLICT: the account has proven it already, or has BDG_IDENTITIES_MAX. BDG_E_RATE: the account asks too much. */
bdg_err_t *bdg_proof_ask(bdg_db_t *db, const char *email, int64_t account_id, const bdg_proof_next_t *next, apr_pool_t *pool) BDG_MUST_CHECK;

/* For the worker, when it is about to send: makes the link, and *model for the template mail/proof: {"proof": {name (of the account; its address where one is added), url,
 * valid, add, email}}, owned by
 * pool. payload_json: of the outbox row. BDG_E_GONE: nothing is here for this address; message says so. */
bdg_err_t *bdg_proof_mail(json_t **model, bdg_db_t *db, const bdg_site_t *site, const char *address, const char *payload_json, apr_pool_t *pool) BDG_MUST_CHECK;

typedef struct bdg_proof_t {
    const char *email;
    int64_t account_id;                  /* it would be added to; 0: it signs in */
    const char *next, *browser;          /* where it leads, in this browser; or NULL */
    const char *account_name;            /* of that account, or of the one that it signs in to; NULL: a new one is made */
} bdg_proof_t;
/* What would the link do? Leaves it. BDG_E_GONE: used, too old, never was, or its account may not sign in. */
bdg_err_t *bdg_proof_look(bdg_proof_t *out, bdg_db_t *db, const char *token, apr_pool_t *pool) BDG_MUST_CHECK;
/* Uses it. *account_id: whom to sign in, or who has the address now. BDG_E_GONE as above; BDG_E_FORBIDDEN: it adds an address, and the actor is not the one
 * who asked; BDG_E_CONFLICT: the address belongs to another account. */
bdg_err_t *bdg_proof_use(int64_t *account_id, bdg_db_t *db, const char *token, const bdg_actor_t *actor, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
