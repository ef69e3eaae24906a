#include "core/openbadges/ob3_status.h"
#include "base/str.h"
#include "core/openbadges/jws.h"
#include <apr_strings.h>
#include <string.h>
#include <zlib.h>

#define LIST_MAX (1u << 20)

static const ob3_term_t STATUS = { "credentialStatus", BDG_VC "credentialStatus", NULL }, PURPOSE = { "statusPurpose", BDG_STATUS "statusPurpose", NULL },
    INDEX = { "statusListIndex", BDG_STATUS "statusListIndex", NULL }, LIST = { "statusListCredential", BDG_STATUS "statusListCredential", NULL },
    ISSUER = { "issuer", BDG_VC "issuer", NULL }, VALID_FROM = { "validFrom", BDG_VC "validFrom", BDG_XSD "dateTime" },
    SUBJECT = { "credentialSubject", BDG_VC "credentialSubject", NULL },
    ENCODED = { "encodedList", BDG_STATUS "encodedList", "https://w3id.org/security#multibase" };
static const ob3_type_t AN_ENTRY = { "BitstringStatusListEntry", BDG_STATUS "BitstringStatusListEntry", 0 },
    A_LIST = { "BitstringStatusList", BDG_STATUS "BitstringStatusList", 0 },
    A_REVOCATION_LIST = { "1EdTechRevocationList", "https://purl.imsglobal.org/spec/vcrl/v1p0/context.json#1EdTechRevocationList", 0 };

bdg_ob3_status_e bdg_ob3_status_of(const bdg_site_t *site)
{
    return site->credential_status && !strcmp(site->credential_status, "1edtech") ? BDG_OB3_REVOCATION_LIST : BDG_OB3_BITSTRING;
}

static const char *number(int64_t n, apr_pool_t *pool) { return apr_psprintf(pool, "%" APR_INT64_T_FMT, n); }

static const char *address(const char *issuer_url, const char *kind, int64_t n, apr_pool_t *pool)
{
    return apr_pstrcat(pool, issuer_url, kind, number(n, pool), NULL);
}

void ob3_status_entry(ob3_writer_t *w, const bdg_assertion_t *a, const char *issuer_url, bdg_ob3_status_e kind)
{
    int64_t n = a->id / BDG_STATUS_BITS;
    const char *index = number(a->id % BDG_STATUS_BITS, w->pool);
    if (kind == BDG_OB3_REVOCATION_LIST) {
        ob3_begin(w, &STATUS, address(issuer_url, "/revoked/", n, w->pool), &A_REVOCATION_LIST);
        ob3_end(w);
        return;
    }
    const char *list = address(issuer_url, "/status/", n, w->pool);
    ob3_begin(w, &STATUS, apr_pstrcat(w->pool, list, "#", index, NULL), &AN_ENTRY);
    ob3_text(w, &PURPOSE, "revocation");
    ob3_text(w, &INDEX, index);
    ob3_iri(w, &LIST, list);
    ob3_end(w);
}

/* "u" and base64url of the GZIP'ed bits, the first of which is the highest of its byte (section 3.2). The header has no time: the same bits, the same text. */
static bdg_err_t *encode(const char **out, const bdg_listed_t *revoked, int n, apr_pool_t *pool)
{
    unsigned char *bits = apr_pcalloc(pool, BDG_STATUS_BITS / 8);
    z_stream z = { 0 };
    for (int i = 0; i < n; i++) {
        int64_t at = revoked[i].id % BDG_STATUS_BITS;
        bits[at / 8] |= (unsigned char)(0x80 >> (at % 8));
    }
    if (deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return bdg_err(BDG_E_NOMEM, "There is no memory for the status list.");
    uLong room = deflateBound(&z, BDG_STATUS_BITS / 8);
    unsigned char *packed = apr_palloc(pool, room);
    z.next_in = bits;
    z.avail_in = BDG_STATUS_BITS / 8;
    z.next_out = packed;
    z.avail_out = (uInt)room;
    int r = deflate(&z, Z_FINISH);
    uLong len = z.total_out;
    deflateEnd(&z);
    if (r != Z_STREAM_END)
        return bdg_err(BDG_E_INTERNAL, "The status list cannot be packed.");
    *out = apr_pstrcat(pool, "u", bdg_base64url(packed, len, pool), NULL);
    return NULL;
}

bdg_err_t *bdg_ob3_status_list(bdg_buf_t *out, const bdg_site_t *site, const bdg_issuer_t *issuer, const char *controller, int64_t n, const bdg_listed_t *revoked,
                               int nrevoked, apr_time_t made, const bdg_ob3_signer_t *signer, int jwt, apr_pool_t *pool)
{
    const char *issuer_url = bdg_site_url(site, pool, "/issuers/%s", issuer->public_id), *id = address(issuer_url, "/status/", n, pool), *encoded;
    const char *from = bdg_time_iso(made, pool);
    bdg_quads_t *q = jwt ? NULL : bdg_quads_make(100, pool);
    ob3_writer_t w = { .json = bdg_buf_make(LIST_MAX, pool), .quads = q, .blanks = "l", .pool = pool };
    BDG_TRY(encode(&encoded, revoked, nrevoked, pool));
    ob3_begin(&w, NULL, NULL, NULL);
    w.at[0].node = bdg_iri(id);
    ob3_raw(&w, "\"@context\":[\"https://www.w3.org/ns/credentials/v2\"],\"id\":");
    bdg_json_write_str(w.json, id);
    ob3_raw(&w, "\"type\":[\"VerifiableCredential\",\"BitstringStatusListCredential\"]");
    if (q) {
        bdg_quads_add(q, bdg_iri(id), bdg_iri(BDG_RDF "type"), bdg_iri(BDG_VC "VerifiableCredential"));
        bdg_quads_add(q, bdg_iri(id), bdg_iri(BDG_RDF "type"), bdg_iri(BDG_STATUS "BitstringStatusListCredential"));
    }
    ob3_iri(&w, &ISSUER, controller ? controller : issuer_url);
    ob3_text(&w, &VALID_FROM, from);
    ob3_begin(&w, &SUBJECT, apr_pstrcat(pool, id, "#list", NULL), &A_LIST);
    ob3_text(&w, &PURPOSE, "revocation");
    ob3_text(&w, &ENCODED, encoded);
    ob3_end(&w);
    if (jwt) {
        ob3_raw(&w, "\"iss\":");
        bdg_json_write_str(w.json, controller ? controller : issuer_url);
        ob3_raw(&w, "\"jti\":");
        bdg_json_write_str(w.json, id);
        ob3_raw(&w, "\"sub\":");
        bdg_json_write_str(w.json, apr_pstrcat(pool, id, "#list", NULL));
        bdg_buf_printf(w.json, ",\"nbf\":%lld", (long long)apr_time_sec(made));
    }
    ob3_end(&w);
    BDG_TRY(bdg_buf_check(w.json));
    if (jwt)
        return bdg_jws_make(out, signer->key, signer->id, "JWT", w.json->data, w.json->len, pool);
    bdg_di_options_t options = { bdg_time_iso(made > signer->since ? made : signer->since, pool), signer->id };
    return bdg_di_secure(out, w.json, q, &options, signer->key, pool);
}

void bdg_ob3_revocations_begin(bdg_buf_t *out, const bdg_site_t *site, const bdg_issuer_t *issuer, const char *controller, int64_t n, apr_pool_t *pool)
{
    const char *issuer_url = bdg_site_url(site, pool, "/issuers/%s", issuer->public_id);
    bdg_buf_str(out, "{\"id\":");
    bdg_json_write_str(out, address(issuer_url, "/revoked/", n, pool));
    bdg_buf_str(out, ",\"issuer\":");
    bdg_json_write_str(out, controller ? controller : issuer_url);
    bdg_buf_str(out, ",\"revokedCredential\":[");
}

void bdg_ob3_revocations_entry(bdg_buf_t *out, const bdg_site_t *site, const bdg_listed_t *r, int first)
{
    bdg_buf_str(out, first ? "{\"id\":\"" : ",{\"id\":\"");
    bdg_buf_str(out, site->base);
    bdg_buf_str(out, "/assertions/");
    bdg_buf_str(out, r->public_id);
    bdg_buf_str(out, "\",\"revoked\":true");
    if (r->reason && *r->reason) {
        bdg_buf_str(out, ",\"revocationReason\":");
        bdg_json_write_str(out, r->reason);
    }
    bdg_buf_char(out, '}');
}

void bdg_ob3_revocations_end(bdg_buf_t *out) { bdg_buf_str(out, "]}"); }
