/* RDFC-1.0: W3C's own tests (../shared/data, named and skipped where absent), and graphs that ask for too much. */
#include "unit.h"
#include <apr_file_info.h>
#include <apr_file_io.h>
#include <apr_strings.h>
#include "base/json.h"
#include "core/openbadges/rdfc.h"

#define TESTS "../shared/data/open-badges/w3c-rdf-canon/tests/"

static int read_file(const char **data, size_t *len, const char *path, apr_pool_t *pool)
{
    apr_file_t *f;
    apr_finfo_t info;
    if (apr_file_open(&f, path, APR_READ, APR_OS_DEFAULT, pool) != APR_SUCCESS)
        return 0;
    assert_int_equal(apr_file_info_get(&info, APR_FINFO_SIZE, f), APR_SUCCESS);
    char *d = apr_pcalloc(pool, (size_t)info.size + 1);
    *len = (size_t)info.size;
    assert_int_equal(apr_file_read(f, d, len), APR_SUCCESS);
    apr_file_close(f);
    *data = d;
    return 1;
}

static void must_read(const char **data, size_t *len, const char *name, apr_pool_t *pool)
{
    if (!read_file(data, len, apr_pstrcat(pool, TESTS, name, NULL), pool))
        fail_msg("%s is not here", name);
}

static void same_map(apr_hash_t *labels, const char *text, size_t len, const char *name, apr_pool_t *pool)
{
    json_t *want, *v;
    const char *key;
    assert_ok(bdg_json_parse(&want, text, len, 1 << 20, pool));
    if (json_object_size(want) != apr_hash_count(labels))
        fail_msg("%s: %u labels", name, apr_hash_count(labels));
    json_object_foreach(want, key, v) {
        const char *got = apr_hash_get(labels, key, APR_HASH_KEY_STRING);
        if (!got || strcmp(got, json_string_value(v)))
            fail_msg("%s: %s became %s, not %s", name, key, got ? got : "nothing", json_string_value(v));
    }
}

static void one(const json_t *entry, apr_pool_t *parent)
{
    apr_pool_t *pool;
    const char *type = bdg_json_get_str(entry, "type"), *result = bdg_json_get_str(entry, "result"), *id = bdg_json_get_str(entry, "id"), *data;
    const char *algorithm = bdg_json_get_str(entry, "hashAlgorithm");
    bdg_rdfc_hash_e hash = algorithm && !strcmp(algorithm, "SHA384") ? BDG_RDFC_SHA384 : BDG_RDFC_SHA256;
    size_t len;
    bdg_quads_t *q;
    apr_pool_create(&pool, parent);
    bdg_buf_t *out = bdg_buf_make(1 << 20, pool);
    apr_hash_t *labels = apr_hash_make(pool);
    must_read(&data, &len, bdg_json_get_str(entry, "action"), pool);
    assert_ok(bdg_nquads_parse(&q, data, len, BDG_QUADS_MAX, pool));
    if (!strcmp(type, "rdfc:RDFC10NegativeEvalTest")) {
        assert_err(bdg_rdfc_canon(out, q, hash, labels, pool), BDG_E_TOO_LARGE, NULL);
        apr_pool_destroy(pool);
        return;
    }
    bdg_err_t *e = bdg_rdfc_canon(out, q, hash, labels, pool);
    if (e)
        fail_msg("%s: %s", id, e->message);
    must_read(&data, &len, result, pool);
    if (!strcmp(type, "rdfc:RDFC10MapTest"))
        same_map(labels, data, len, id, pool);
    else if (out->len != len || (len && memcmp(out->data, data, len)))
        fail_msg("%s:\n%s", id, out->data);
    apr_pool_destroy(pool);
}

static void w3c(void **state)
{
    json_t *manifest, *entry;
    const char *data;
    size_t len, i, tests = 0;
    if (!read_file(&data, &len, TESTS "manifest.jsonld", *state)) {
        print_message("%smanifest.jsonld is not here\n", TESTS);
        skip();
    }
    assert_ok(bdg_json_parse(&manifest, data, len, 1 << 20, *state));
    json_array_foreach(json_object_get(manifest, "entries"), i, entry) {
        one(entry, *state);
        tests++;
    }
    assert_true(tests >= 80);
}

/* n nodes, each in a statement with every other one: all alike. */
static void clique(void **state)
{
    for (int n = 2; n <= 40; n += 19) {
        bdg_quads_t *q = bdg_quads_make(BDG_QUADS_MAX, *state);
        bdg_term_t *nodes = apr_palloc(*state, sizeof *nodes * (size_t)n);
        bdg_buf_t *out = bdg_buf_make(1 << 20, *state);
        for (int i = 0; i < n; i++)
            nodes[i] = bdg_quads_blank(q);
        for (int i = 0; i < n; i++)
            for (int k = 0; k < n; k++)
                if (i != k)
                    bdg_quads_add(q, nodes[i], bdg_iri("urn:p"), nodes[k]);
        if (n == 2)
            assert_ok(bdg_rdfc_canon(out, q, BDG_RDFC_SHA256, NULL, *state));
        else
            assert_err(bdg_rdfc_canon(out, q, BDG_RDFC_SHA256, NULL, *state), BDG_E_TOO_LARGE, NULL);
    }
}

/* A ring in which every node looks like every other: deep without being wide. */
static void ring(void **state)
{
    bdg_quads_t *q = bdg_quads_make(BDG_QUADS_MAX, *state);
    bdg_term_t first = bdg_quads_blank(q), at = first, next;
    for (int i = 0; i < 20000; i++, at = next) {
        next = i == 19999 ? first : bdg_quads_blank(q);
        bdg_quads_add(q, at, bdg_iri("urn:next"), next);
    }
    assert_err(bdg_rdfc_canon(bdg_buf_make(1 << 24, *state), q, BDG_RDFC_SHA256, NULL, *state), BDG_E_TOO_LARGE, NULL);
}

/* Many nodes that are alike and joined to nothing: their names do not matter, and must not cost the square of their number. */
static void many_alike(void **state)
{
    bdg_quads_t *q = bdg_quads_make(BDG_QUADS_MAX, *state);
    bdg_buf_t *out = bdg_buf_make(1 << 24, *state);
    for (int i = 0; i < 5000; i++)
        bdg_quads_add(q, bdg_quads_blank(q), bdg_iri("urn:p"), bdg_text("same"));
    assert_ok(bdg_rdfc_canon(out, q, BDG_RDFC_SHA256, NULL, *state));
    assert_true(strstr(out->data, "_:c14n0 <urn:p> \"same\" .\n") == out->data);
}

static void refuses(void **state)
{
    bdg_buf_t *out = bdg_buf_make(1 << 20, *state), *small = bdg_buf_make(8, *state);
    bdg_quads_t *q = bdg_quads_make(10, *state);
    bdg_quads_add(q, bdg_text("x"), bdg_iri("urn:p"), bdg_text("y"));
    assert_err(bdg_rdfc_canon(out, q, BDG_RDFC_SHA256, NULL, *state), BDG_E_INVALID, NULL);
    q = bdg_quads_make(10, *state);
    bdg_quads_add(q, bdg_iri("urn:x"), bdg_blank("p"), bdg_text("y"));
    assert_err(bdg_rdfc_canon(out, q, BDG_RDFC_SHA256, NULL, *state), BDG_E_INVALID, NULL);
    q = bdg_quads_make(10, *state);
    bdg_quads_add(q, bdg_iri("urn:x"), bdg_iri("urn:p"), bdg_tagged("y", "en .\n<urn:more>"));
    assert_err(bdg_rdfc_canon(out, q, BDG_RDFC_SHA256, NULL, *state), BDG_E_INVALID, NULL);
    q = bdg_quads_make(1, *state);
    bdg_quads_add(q, bdg_iri("urn:x"), bdg_iri("urn:p"), bdg_text("y"));
    assert_err(bdg_rdfc_canon(small, q, BDG_RDFC_SHA256, NULL, *state), BDG_E_TOO_LARGE, NULL);
    bdg_quads_add(q, bdg_iri("urn:x"), bdg_iri("urn:p"), bdg_text("z"));
    assert_err(bdg_rdfc_canon(out, q, BDG_RDFC_SHA256, NULL, *state), BDG_E_TOO_LARGE, NULL);
}

/* An IRI cannot end its own brackets: two sets of quads never have one text. */
static void no_forged_lines(void **state)
{
    bdg_buf_t *out = bdg_buf_make(1 << 20, *state);
    bdg_quads_t *q = bdg_quads_make(10, *state), *again;
    bdg_quads_add(q, bdg_iri("urn:x> <urn:p> <urn:o> .\n<urn:y"), bdg_iri("urn:p"), bdg_text("z"));
    assert_ok(bdg_rdfc_canon(out, q, BDG_RDFC_SHA256, NULL, *state));
    assert_string_equal(out->data, "<urn:x\\u003E\\u0020\\u003Curn:p\\u003E\\u0020\\u003Curn:o\\u003E\\u0020.\\u000A\\u003Curn:y> <urn:p> \"z\" .\n");
    assert_err(bdg_nquads_parse(&again, out->data, out->len, 10, *state), BDG_E_MALFORMED, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        pooled_test(w3c), pooled_test(clique), pooled_test(ring), pooled_test(many_alike), pooled_test(refuses), pooled_test(no_forged_lines)
    };
    return unit_main(tests);
}
