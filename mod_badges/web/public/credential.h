/* Open Badges 3.0 of an award, for the handlers of its addresses. */
#ifndef BDG_PUBLIC_CREDENTIAL_H
#define BDG_PUBLIC_CREDENTIAL_H
#include "web/http.h"
#include "web/negotiate.h"

/* Does this server sign? Without BadgesSecretFile there are no credentials of Open Badges 3.0. */
int bdg_credential_offered(const bdg_site_t *site);
/* Is this a way of wanting one? */
int bdg_credential_wanted(bdg_want_e want);
/* The award that the address names, as a credential of that kind. */
bdg_err_t *bdg_credential_answer(bdg_req_t *req, bdg_res_t *res, bdg_want_e as) BDG_MUST_CHECK;
#endif
