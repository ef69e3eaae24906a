/* EndorsementCredential: a claim of one issuer about an achievement, an issuer or a credential. */
#include "core/openbadges/ob2.h"
#include "core/openbadges/ob3.h"
#include "core/openbadges/ob3_lint.h"
#include "core/openbadges/ob3_writer.h"
#include <apr_strings.h>

#define QUADS_MAX 100

/* The context says nothing of its own for this type: name is that of the VC context, and it knows no awardedDate. */
static const ob3_term_t NAME = { "name", BDG_SCHEMA_ORG "name", NULL }, ISSUER = { "issuer", BDG_VC "issuer", NULL },
    VALID_FROM = { "validFrom", BDG_VC "validFrom", BDG_XSD "dateTime" }, SUBJECT = { "credentialSubject", BDG_VC "credentialSubject", NULL },
    COMMENT = { "endorsementComment", BDG_OB "endorsementComment", NULL }, REFRESH = { "refreshService", BDG_VC "refreshService", NULL };
static const ob3_type_t PROFILE = { "Profile", BDG_OB "Profile", 1 }, ENDORSEMENT_SUBJECT = { "EndorsementSubject", BDG_OB "EndorsementSubject", 1 },
    A_REFRESH = { "1EdTechCredentialRefresh", "https://purl.imsglobal.org/spec/vccr/v1p0/context.json#1EdTechCredentialRefresh", 0 };

static void begin(ob3_writer_t *w, const char *url)
{
    bdg_term_t self = bdg_iri(url);
    ob3_begin(w, NULL, NULL, NULL);
    w->at[0].node = self;
    ob3_raw(w, BDG_OB3_CONTEXTS ",\"id\":");
    bdg_json_write_str(w->json, url);
    ob3_raw(w, "\"type\":[\"VerifiableCredential\",\"EndorsementCredential\"]");
    bdg_quads_add(w->quads, self, bdg_iri(BDG_RDF "type"), bdg_iri(BDG_VC "VerifiableCredential"));
    bdg_quads_add(w->quads, self, bdg_iri(BDG_RDF "type"), bdg_iri(BDG_OB "EndorsementCredential"));
}

bdg_err_t *bdg_ob3_endorsement_write(bdg_buf_t *json, bdg_quads_t *quads, const bdg_site_t *site, const bdg_endorsement_t *e, apr_pool_t *pool)
{
    const char *url = bdg_site_url(site, pool, "/endorsements/%s", e->public_id);
    ob3_writer_t w = { .json = json, .quads = quads, .blanks = "e", .pool = pool };
    begin(&w, url);
    ob3_text(&w, &NAME, apr_pstrcat(pool, "Endorsement of ", e->subject_name, NULL));
    ob3_begin(&w, &ISSUER, bdg_site_url(site, pool, "/issuers/%s", e->issuer_public_id), &PROFILE);
    ob3_text(&w, &NAME, e->issuer_name);
    ob3_end(&w);
    ob3_text(&w, &VALID_FROM, bdg_time_iso(e->made_at, pool));
    ob3_begin(&w, &SUBJECT, bdg_ob2_endorsed(site, e, pool), &ENDORSEMENT_SUBJECT);
    ob3_text(&w, &COMMENT, e->comment);
    ob3_end(&w);
    ob3_begin(&w, &REFRESH, apr_pstrcat(pool, url, ".vc.json", NULL), &A_REFRESH);
    ob3_end(&w);
    ob3_end(&w);
    BDG_TRY(bdg_quads_check(quads));
    return bdg_buf_check(json);
}

static bdg_err_t *may_be_signed(const bdg_buf_t *json, const bdg_endorsement_t *e, apr_pool_t *pool)
{
    json_t *doc;
    BDG_TRY(bdg_json_parse(&doc, json->data, json->len, BDG_OB3_MAX, pool));
    bdg_err_t *flaw = bdg_ob3_lint_endorsement(doc, pool);
    if (!flaw)
        return NULL;
    const char *what = apr_pstrdup(pool, flaw->message);
    bdg_err_clear(flaw);
    return bdg_err_detail(bdg_err(BDG_E_INTERNAL, "This endorsement cannot be signed."), "endorsement %s: %s", e->public_id, what);
}

static bdg_di_options_t options_of(const bdg_endorsement_t *e, const bdg_ob3_signer_t *signer, apr_pool_t *pool)
{
    return (bdg_di_options_t){ bdg_time_iso(e->made_at > signer->since ? e->made_at : signer->since, pool), signer->id };
}

bdg_err_t *bdg_ob3_endorsement(bdg_buf_t *out, const bdg_site_t *site, const bdg_endorsement_t *e, const bdg_ob3_signer_t *signer, apr_pool_t *pool)
{
    bdg_buf_t *json = bdg_buf_make(BDG_OB3_MAX, pool);
    bdg_quads_t *quads = bdg_quads_make(QUADS_MAX, pool);
    bdg_di_options_t options = options_of(e, signer, pool);
    BDG_TRY(bdg_ob3_endorsement_write(json, quads, site, e, pool));
    BDG_TRY(may_be_signed(json, e, pool));
    return bdg_di_secure(out, json, quads, &options, signer->key, pool);
}

bdg_err_t *bdg_ob3_endorsements_add(bdg_ob3_endorsements_t *all, const bdg_site_t *site, const bdg_endorsement_t *e, const bdg_ob3_signer_t *signer, apr_pool_t *pool)
{
    bdg_buf_t *json = bdg_buf_make(BDG_OB3_MAX, pool), *whole = bdg_buf_make(BDG_OB3_MAX, pool);
    bdg_quads_t *quads = bdg_quads_make(QUADS_MAX, pool);
    bdg_endorsement_t own = *e;                             /* what is said in the quads must live as long as they do */
    bdg_di_options_t options = options_of(e, signer, pool);
    options.verification_method = apr_pstrdup(pool, signer->id);
    own.comment = apr_pstrdup(pool, e->comment);
    own.issuer_name = apr_pstrdup(pool, e->issuer_name);
    const char *url = bdg_site_url(site, pool, "/endorsements/%s", e->public_id);
    if (all->count == BDG_ENDORSEMENTS_LIVE_MAX)
        return bdg_err(BDG_E_TOO_LARGE, "There are more than %d endorsements.", BDG_ENDORSEMENTS_LIVE_MAX);
    BDG_TRY(bdg_ob3_endorsement_write(json, quads, site, &own, pool));
    BDG_TRY(may_be_signed(json, e, pool));
    BDG_TRY(bdg_di_secure_inner(whole, json, quads, url, apr_pstrcat(pool, "e", e->public_id, NULL), &options, signer->key, pool));
    if (!all->count) {
        all->json = bdg_buf_make(BDG_OB3_MAX, pool);
        all->quads = bdg_quads_make(QUADS_MAX * BDG_ENDORSEMENTS_LIVE_MAX, pool);
    } else
        bdg_buf_char(all->json, ',');
    bdg_buf_add(all->json, whole->data, whole->len);
    bdg_quads_copy(all->quads, quads);
    all->urls[all->count++] = url;
    all->ids[all->nids++] = url;
    all->ids[all->nids++] = apr_pstrcat(pool, url, ".vc.json", NULL);
    all->ids[all->nids++] = bdg_site_url(site, pool, "/issuers/%s", e->issuer_public_id);
    BDG_TRY(bdg_quads_check(all->quads));
    return bdg_buf_check(all->json);
}
