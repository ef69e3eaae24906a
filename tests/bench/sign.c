/* How fast credentials are signed and verified: one thing at a time, on one core, for tests/bench/sign.py.
 *
 *     sign make FOLDER               keys and documents: FOLDER/signed.jsonl, FOLDER/secret (the Ed25519 seed, hexadecimal); for the runs below and sign.mjs
 *     sign WHAT FOLDER SECONDS       prints what was done a second
 *
 * WHAT: eddsa    Open Badges 3.0 with a proof in it, from rows
 *       verify   the same, parsed: understood, hashed, checked */
#include <apr_general.h>
#include <apr_strings.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "base/json.h"
#include "base/str.h"
#include "core/openbadges/data_integrity.h"
#include "core/openbadges/ob3.h"

#define COUNT 500

static const bdg_site_t site = { .base = "https://badges.example.org", .credential_status = "bitstring", .jwt_algorithm = "RS256" };
static const bdg_badge_class_t badge = {
    .id = 5, .public_id = "0badge00000000000000000000", .number = 2, .name = "Water Safety, level 2", .language = "en",
    .description = "Keeps people safe in and around a supervised pool: watches, warns, reaches and rescues, and knows when to call for help.",
    .criteria_text = "To earn this badge you have\n\n- swum **200 metres** without a stop, 50 of them on your back\n- brought a casualty of your own weight **25 metres** to the side\n"
                     "- found an object at the bottom of the deep end, twice of three times\n- passed the written test with at least *32 of 40* points",
    .tags_json = "[\"water safety\",\"lifesaving\",\"rescue\",\"first aid\"]",
    .attributes_json = "[{\"key\":\"hours\",\"name\":\"Pool hours\",\"type\":\"number\",\"required\":false,\"choices\":[],\"help\":\"Supervised hours in the water\"}]",
    .alignments_json = "[{\"name\":\"Swims\",\"url\":\"https://framework.example/1\",\"description\":\"Far\",\"framework\":\"Water\",\"code\":\"W.1\"}]", .related_json = "[]",
};
static const bdg_issuer_t issuer = { .id = 3, .public_id = "0issuer0000000000000000000", .number = 1, .name = "Faculty of Sport", .url = "https://www.northgate.example/sport",
    .email = "badges@northgate.example", .description = "The Faculty of Sport at Northgate College teaches swimming, lifesaving and coaching.", .created_at = 1700000000000000 };

typedef struct bench_t {
    apr_pool_t *pool;
    const char *folder;
    const bdg_ob3_wording_t *wording;
    bdg_ob3_signer_t signer;
    bdg_contexts_t *contexts;
    json_t **documents;         /* COUNT, signed */
} bench_t;

static void must(bdg_err_t *err)
{
    if (!err)
        return;
    fprintf(stderr, "%s\n", err->message);
    exit(1);
}

/* What this thread had of a processor: others may be at work beside it. */
static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bdg_assertion_t award(int n, apr_pool_t *pool)
{
    return (bdg_assertion_t){
        .id = 1000 + n, .public_id = apr_psprintf(pool, "0award%020d", n), .recipient_type = BDG_RECIPIENT_EMAIL, .recipient_identity = apr_psprintf(pool, "person%d@example.org", n),
        .recipient_name = "Ada", .issued_on = bdg_date_make(2026, 3, 1), .expires_on = bdg_date_make(2028, 2, 29), .created_at = 1772450000000000, .revision = 1,
        .details_json = "{\"narrative\":\"Led the spring cohort's rescue drill.\",\"evidence\":[{\"url\":\"https://work.example/film\",\"name\":\"Film of the drill\"}],\"attributes\":{\"hours\":\"42\"}}" };
}

static const char *path(const bench_t *b, const char *name) { return apr_pstrcat(b->pool, b->folder, "/", name, NULL); }

static void signer_make(bench_t *b, bdg_keypair_t *key)
{
    if (!key)
        must(bdg_keypair_make(&key, BDG_KEY_ED25519, b->pool));
    b->signer = (bdg_ob3_signer_t){ .key = key, .id = "https://badges.example.org/issuers/0issuer0000000000000000000/keys/0key0000000000000000000000", .since = 1700000000000000 };
}

static bdg_keypair_t *kept_key(const bench_t *b)
{
    char hex[65] = "";
    unsigned char seed[32];
    bdg_keypair_t *key;
    FILE *f = fopen(path(b, "secret"), "r");
    if (!f || fread(hex, 1, 64, f) != 64)
        must(bdg_err(BDG_E_INTERNAL, "%s/secret cannot be read", b->folder));
    fclose(f);
    for (int i = 0; i < 32; i++)
        sscanf(hex + 2 * i, "%2hhx", &seed[i]);
    must(bdg_keypair_from_secret(&key, BDG_KEY_ED25519, seed, sizeof seed, b->pool));
    return key;
}

static void sign_one(bdg_buf_t *out, const bench_t *b, int n, apr_pool_t *pool)
{
    bdg_assertion_t a = award(n, pool);
    must(bdg_ob3_embedded(out, &site, &a, b->wording, &b->signer, pool));
}

static void make(bench_t *b)
{
    const unsigned char *seed;
    size_t len;
    signer_make(b, NULL);
    must(bdg_keypair_secret(&seed, &len, b->signer.key, b->pool));
    FILE *secret = fopen(path(b, "secret"), "w"), *out = fopen(path(b, "signed.jsonl"), "w");
    if (!secret || !out)
        must(bdg_err(BDG_E_INTERNAL, "%s cannot be written", b->folder));
    fprintf(secret, "%s\n", bdg_hex(seed, len, b->pool));
    for (int n = 0; n < COUNT; n++) {
        bdg_buf_t *text = bdg_buf_make(BDG_OB3_MAX, b->pool);
        sign_one(text, b, n, b->pool);
        fprintf(out, "%s\n", text->data);
    }
    if (fclose(secret) || fclose(out))
        must(bdg_err(BDG_E_INTERNAL, "%s cannot be written", b->folder));
}

static void load(bench_t *b)
{
    char *line = NULL;
    size_t cap = 0;
    FILE *f = fopen(path(b, "signed.jsonl"), "r");
    b->documents = apr_pcalloc(b->pool, COUNT * sizeof *b->documents);
    for (int n = 0; n < COUNT; n++) {
        if (!f || getline(&line, &cap, f) < 0)
            must(bdg_err(BDG_E_INTERNAL, "%s/signed.jsonl cannot be read", b->folder));
        must(bdg_json_parse(&b->documents[n], line, strlen(line), BDG_OB3_MAX, b->pool));
    }
    free(line);
    fclose(f);
    must(bdg_contexts_make(&b->contexts, b->pool));
}

static void verify_one(const bench_t *b, int n, apr_pool_t *pool)
{
    const apr_array_header_t *proofs;
    must(bdg_di_proofs(&proofs, b->documents[n], pool));
    const bdg_di_proof_t *p = &APR_ARRAY_IDX(proofs, 0, bdg_di_proof_t);
    must(bdg_di_current(p, "assertionMethod", apr_time_now()));
    must(bdg_di_verify(p, proofs, b->documents[n], b->signer.key, b->contexts, pool));
}

int main(int argc, char **argv)
{
    apr_initialize();
    apr_pool_t *each;
    bench_t b = { .folder = argc > 2 ? argv[2] : "." };
    const char *what = argc > 1 ? argv[1] : "";
    apr_pool_create(&b.pool, NULL);
    apr_pool_create(&each, b.pool);
    must(bdg_ob3_wording_make(&b.wording, &site, &badge, &issuer, NULL, b.pool));
    if (argc == 3 && !strcmp(what, "make")) {
        make(&b);
        return 0;
    }
    int verify = !strcmp(what, "verify");
    if (argc != 4 || (!verify && strcmp(what, "eddsa") != 0)) {
        fputs("usage: sign make FOLDER | eddsa|verify FOLDER SECONDS\n", stderr);
        return 2;
    }
    signer_make(&b, kept_key(&b));
    if (verify)
        load(&b);
    bdg_buf_t *out = bdg_buf_make(BDG_OB3_MAX, b.pool);
    double begin = seconds(), end = begin + atof(argv[3]), now = begin;
    int done = 0;
    for (; now < end; now = seconds())
        for (int k = 0; k < 20; k++, done++) {
            bdg_buf_clear(out);
            if (verify)
                verify_one(&b, done % COUNT, each);
            else
                sign_one(out, &b, done % COUNT, each);
            apr_pool_clear(each);
        }
    printf("%.1f\n", done / (now - begin));
    return 0;
}
