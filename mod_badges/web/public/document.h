/* What the public handlers share. */
#ifndef BDG_PUBLIC_DOCUMENT_H
#define BDG_PUBLIC_DOCUMENT_H
#include "store/endorsement.h"
#include "web/http.h"
#include "web/negotiate.h"
/* Answers with JSON. doc is a new reference, taken. as: BDG_WANT_JSON gives application/json, all else application/ld+json. */
bdg_err_t *bdg_document_json(bdg_req_t *req, bdg_res_t *res, json_t *doc, bdg_want_e as);
const char *bdg_document_type(bdg_want_e as);
/* What the client wants of an address that has a page and a document, and no credential: BDG_WANT_HTML, BDG_WANT_LD_JSON or BDG_WANT_JSON. */
bdg_want_e bdg_document_want(const bdg_req_t *req);
/* Is it Open Badges 3.0 that is asked for (application/vc+ld+json, application/vc), by an Accept of bdg_negotiate(), and does this server have it? */
int bdg_document_wants_3(const bdg_req_t *req);
/* NOT_FOUND becomes words for people: "There is no issuer at this address. ...". noun: "issuer", "key". */
bdg_err_t *bdg_document_found(bdg_err_t *e, const char *noun) BDG_MUST_CHECK;
/* {name, page, url, email, image_url} for templates. */
struct bdg_issuer_t;
/* The issuer's public keys (an array of bdg_public_key_t), and an ETag that follows them and the issuer. */
bdg_err_t *bdg_document_keys(apr_array_header_t **keys, const char **etag, bdg_req_t *req, bdg_db_t *db, const struct bdg_issuer_t *i) BDG_MUST_CHECK;
json_t *bdg_document_issuer(const bdg_site_t *site, const struct bdg_issuer_t *i, apr_pool_t *scratch_pool);
struct bdg_badge_class_t;
/* languages [{name, lang, href, current}] of a wording that has words in several, set in badge; empty for one. own: in its own language, whose address is url; the others are at
 * url, between and their tag. */
bdg_err_t *bdg_document_languages(json_t *badge, const struct bdg_badge_class_t *own, const char *present, const char *url, const char *between, apr_pool_t *pool) BDG_MUST_CHECK;
/* alignments [{name, url, within, description}], related [{url, about}] and facts (kind, credits, ...: as partials/details) of a wording for templates, set in badge; "" where there is nothing. */
bdg_err_t *bdg_document_relations(json_t *badge, const struct bdg_badge_class_t *b, apr_pool_t *pool) BDG_MUST_CHECK;
/* The live endorsements for templates, a new reference: [{name, page, comment_html, on_words, on_iso, href, elsewhere}]. version_id: as in store/endorsement.h. */
bdg_err_t *bdg_document_endorsements(json_t **out, bdg_req_t *req, bdg_endorsed_e kind, int64_t subject_id, int64_t version_id) BDG_MUST_CHECK;
/* For an ETag: "" without endorsements (endorsements_json), else a dot and a word that changes with them. */
const char *bdg_document_endorsed_tag(const char *endorsements_json, apr_pool_t *pool);
/* {title, description, url, image}: Open Graph. */
json_t *bdg_document_og(const char *title, const char *description, const char *url, const char *image);
#endif
