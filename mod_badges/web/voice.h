/* Errors in the words of the API that was asked. */
#ifndef BDG_VOICE_H
#define BDG_VOICE_H
#include "web/routes.h"
/* Fills status (from the error's, where the API has fewer), type and body. voice: not BDG_VOICE_PAGE. */
void bdg_voice_error(bdg_req_t *req, bdg_res_t *res, const bdg_err_t *e, bdg_voice_e voice);
/* An OAuth error that is an answer and no fault of ours: RFC 6749, section 5.2. description: ASCII. */
bdg_err_t *bdg_voice_oauth(bdg_req_t *req, bdg_res_t *res, int status, const char *error, const char *description) BDG_MUST_CHECK;
/* {"error": ...} or any other object, never kept by anyone on the way. o is owned by the request. */
bdg_err_t *bdg_voice_json(bdg_req_t *req, bdg_res_t *res, int status, const json_t *o) BDG_MUST_CHECK;
#endif
