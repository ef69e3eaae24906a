/* Documents, and contexts written in them: an answer or a refusal that says something. The quads that come out can be written and read again. */
#include "fuzz.h"
#include "base/json.h"
#include "core/openbadges/data_integrity.h"
#include "core/openbadges/jsonld.h"
#include "core/openbadges/rdfc.h"

static apr_pool_t *kept;

/* What lies in a pool is not seen by the leak checker: it must be gone when that looks. */
static void forget(void) { apr_pool_destroy(kept); }

static void proofs(const json_t *doc, const bdg_contexts_t *contexts, const bdg_keypair_t *key, apr_pool_t *pool)
{
    const apr_array_header_t *all;
    if (fuzz_refused(bdg_di_proofs(&all, doc, pool)))
        return;
    for (int i = 0; i < all->nelts; i++)       /* nobody has that key */
        FUZZ_HOLDS(fuzz_refused(bdg_di_verify(&APR_ARRAY_IDX(all, i, bdg_di_proof_t), all, doc, key, contexts, pool)));
}

static void fuzz_one(const uint8_t *data, size_t size, apr_pool_t *pool)
{
    static bdg_contexts_t *contexts;
    static bdg_keypair_t *key;
    json_t *doc;
    bdg_quads_t *quads, *again;
    if (!kept) {
        apr_pool_create_unmanaged_ex(&kept, NULL, NULL);
        atexit(forget);
        FUZZ_HOLDS(!fuzz_refused(bdg_contexts_make(&contexts, kept)) && !fuzz_refused(bdg_keypair_make(&key, BDG_KEY_ED25519, kept)));
    }
    if (fuzz_refused(bdg_json_parse(&doc, (const char *)data, size, 1 << 16, pool)))
        return;
    proofs(doc, contexts, key, pool);
    bdg_jsonld_t how = { .max = 2000 };
    if (fuzz_refused(bdg_jsonld_quads(&quads, doc, &how, contexts, pool)))
        return;
    bdg_buf_t *text = bdg_buf_make(1 << 24, pool);
    bdg_nquads_write(text, quads);
    FUZZ_HOLDS(!fuzz_refused(bdg_buf_check(text)));
    FUZZ_HOLDS(!fuzz_refused(bdg_nquads_parse(&again, text->data ? text->data : "", text->len, BDG_QUADS_MAX, pool)));
    FUZZ_HOLDS(again->count == quads->count);
}
