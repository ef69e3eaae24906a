/* VC-JWTs of Open Badges 3.0 a second, and beside them bare signatures of the same signing input by OpenSSL, on one processor. The two take turns, so that
 * what else the machine does meets both. Prints JSON: {"rs256": {"jwt", "bare", "ratio", "bytes"}, "es256": {...}, and both once more with "_details": awards
 * with a narrative, evidence and an attribute}; figures per second of processor time.
 *
 * A bare signature is what a program does that knows OpenSSL's manual: EVP_DigestSign in a context of its own for each. */
#include "base/str.h"
#include "core/openbadges/ob3.h"
#include "io/outside.h"
#include <apr_general.h>
#include <apr_strings.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ROUNDS 10

static void must(bdg_err_t *e)
{
    if (!e)
        return;
    fprintf(stderr, "%s: %s\n", bdg_code_name(e->code), e->message);
    exit(1);
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bdg_site_t site = { .base = "https://badges.example.org", .credential_status = "bitstring", .jwt_algorithm = "RS256" };

static const bdg_ob3_wording_t *wording(apr_pool_t *pool)
{
    static const bdg_badge_class_t b = { .id = 5, .public_id = "0badge00000000000000000000", .number = 2, .name = "Pool Lifeguard", .description = "Keeps a pool safe, and helps those in danger.",
        .language = "en", .criteria_text = "Swim **50 metres** in clothes.\n\n* Tow a person 20 metres\n* Give first aid", .tags_json = "[\"swimming\",\"rescue\"]",
        .attributes_json = "[{\"key\":\"score\",\"name\":\"Score\",\"type\":\"number\",\"required\":false,\"choices\":[],\"help\":\"Of 100\"}]", .alignments_json = "[]", .related_json = "[]" };
    static const bdg_issuer_t i = { .id = 3, .public_id = "0issuer0000000000000000000", .number = 1, .name = "Faculty of Sport", .url = "https://www.example.org/sport", .email = "badges@example.org" };
    const bdg_ob3_wording_t *w;
    must(bdg_ob3_wording_make(&w, &site, &b, &i, NULL, pool));
    return w;
}

static bdg_assertion_t award(int n, int details, apr_pool_t *pool)
{
    return (bdg_assertion_t){ .id = n, .public_id = apr_psprintf(pool, "0award0000000000000%07d", n), .recipient_type = BDG_RECIPIENT_EMAIL,
        .recipient_identity = apr_psprintf(pool, "person%d@example.org", n), .recipient_name = "Amina Yusuf", .issued_on = bdg_date_make(2026, 3, 1), .expires_on = bdg_date_make(2028, 2, 29),
        .created_at = apr_time_from_sec(1772450000), .revision = 1,
        .details_json = !details ? NULL : "{\"narrative\":\"Led the spring cohort's rescue drill.\",\"evidence\":[{\"url\":\"https://example.org/film\",\"name\":\"A film of it\"}],\"attributes\":{\"score\":\"91\"}}" };
}

static EVP_PKEY *same_key(const bdg_keypair_t *pair, apr_pool_t *pool)
{
    const unsigned char *secret;
    size_t n;
    must(bdg_keypair_secret(&secret, &n, pair, pool));
    return d2i_AutoPrivateKey(NULL, &secret, (long)n);
}

static void bare(EVP_PKEY *key, const char *input, size_t len)
{
    unsigned char sig[BDG_SIGNATURE_MAX];
    size_t n = sizeof sig;
    EVP_MD_CTX *c = EVP_MD_CTX_new();
    if (EVP_DigestSignInit(c, NULL, EVP_sha256(), NULL, key) != 1 || EVP_DigestSign(c, sig, &n, (const unsigned char *)input, len) != 1)
        exit(1);
    EVP_MD_CTX_free(c);
}

static void measure(const char *name, bdg_key_kind_e kind, int count, int details, const bdg_ob3_wording_t *w, apr_pool_t *pool)
{
    bdg_keypair_t *pair;
    apr_pool_t *iterpool;
    double ours = 0, theirs = 0;
    must(bdg_keypair_make(&pair, kind, pool));
    apr_pool_create(&iterpool, pool);
    EVP_PKEY *key = same_key(pair, pool);
    bdg_ob3_signer_t signer = { pair, "https://badges.example.org/issuers/0issuer0000000000000000000/keys/0key0000000000000000000000", apr_time_from_sec(1700000000) };
    bdg_buf_t *out = bdg_buf_make(BDG_OB3_MAX, pool);
    bdg_assertion_t *awards = apr_palloc(pool, sizeof *awards * (size_t)count);
    for (int n = 0; n < count; n++)
        awards[n] = award(n, details, pool);
    for (int r = 0; r < ROUNDS; r++) {
        double began = now();
        for (int n = 0; n < count; n++) {
            apr_pool_clear(iterpool);
            bdg_buf_clear(out);
            must(bdg_ob3_jwt(out, &site, &awards[n], w, &signer, iterpool));
        }
        ours += now() - began;
        size_t input = (size_t)(strrchr(out->data, '.') - out->data);
        began = now();
        for (int n = 0; n < count; n++)
            bare(key, out->data, input);
        theirs += now() - began;
    }
    EVP_PKEY_free(key);
    printf("\"%s%s\": {\"jwt\": %.0f, \"bare\": %.0f, \"ratio\": %.3f, \"bytes\": %zu}%s", name, details ? "_details" : "", ROUNDS * count / ours, ROUNDS * count / theirs, theirs / ours, out->len, details && kind != BDG_KEY_RSA ? "" : ", ");
}

int main(void)
{
    apr_pool_t *pool;
    apr_initialize();
    bdg_outside_init();
    apr_pool_create(&pool, NULL);
    const bdg_ob3_wording_t *w = wording(pool);
    printf("{");
    for (int details = 0; details < 2; details++) {
        measure("rs256", BDG_KEY_RSA, 100, details, w, pool);
        measure("es256", BDG_KEY_P256, 1000, details, w, pool);
    }
    printf("}\n");
    apr_pool_destroy(pool);
    apr_terminate();
    return 0;
}
