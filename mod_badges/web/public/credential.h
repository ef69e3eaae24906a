/* Open Badges 3.0 of an award, for the handlers of its addresses. */
#ifndef BDG_PUBLIC_CREDENTIAL_H
#define BDG_PUBLIC_CREDENTIAL_H
#include "core/signing_key.h"
#include "core/standing.h"
#include "web/http.h"
#include "web/negotiate.h"
#include "web/public/award.h"

/* Does this server sign? Without BadgesSecretFile there are no credentials of Open Badges 3.0. */
int bdg_credential_offered(const bdg_site_t *site);
/* Is this a way of wanting one? */
int bdg_credential_wanted(bdg_want_e want);
/* The award that the address names, as a credential of that kind. */
bdg_err_t *bdg_credential_answer(bdg_req_t *req, bdg_res_t *res, bdg_want_e as) BDG_MUST_CHECK;

/* Many of them in one answer, in two halves: what needs the database, and then, holding no connection, the bytes. */
typedef struct bdg_prepared_t {
    bdg_shown_award_t award;
    const bdg_signer_t *signer;
    bdg_ob3_signer_t with;
    const bdg_ob3_wording_t *wording;    /* with the endorsements of badge and issuer */
    bdg_standing_t of_award;
    const char *tag;                     /* for ETags: ".", and which endorsements are quoted; "" for none */
} bdg_prepared_t;
/* a: every column of its row; it must live as long as the request. Not for revoked ones. */
bdg_err_t *bdg_credential_prepare(bdg_prepared_t *out, bdg_req_t *req, bdg_assertion_t *a) BDG_MUST_CHECK;
/* With its proof inside. */
bdg_err_t *bdg_credential_write(bdg_buf_t *out, const bdg_req_t *req, const bdg_prepared_t *prepared, apr_pool_t *scratch_pool) BDG_MUST_CHECK;
#endif
