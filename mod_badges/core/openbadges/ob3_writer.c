#include "core/openbadges/ob3_writer.h"
#include "core/openbadges/ob3.h"
#include <apr_strings.h>
#include <string.h>

static void comma(ob3_writer_t *w)
{
    char last = w->json->len ? w->json->data[w->json->len - 1] : '{';
    if (last != '{' && last != '[')
        bdg_buf_char(w->json, ',');
}

static void key(ob3_writer_t *w, const char *name)
{
    comma(w);
    bdg_buf_char(w->json, '"');
    bdg_buf_str(w->json, name);
    bdg_buf_add(w->json, "\":", 2);
}

static bdg_term_t node(const ob3_writer_t *w) { return w->at[w->depth - 1].node; }

static void quad(ob3_writer_t *w, const char *predicate, bdg_term_t object)
{
    if (w->quads)
        bdg_quads_add(w->quads, node(w), bdg_iri(predicate), object);
}

static bdg_term_t blank(ob3_writer_t *w)
{
    return w->quads ? bdg_blank(apr_pstrcat(w->pool, w->blanks, apr_itoa(w->pool, w->nblanks++), NULL)) : bdg_blank("");
}

void ob3_begin(ob3_writer_t *w, const ob3_term_t *term, const char *id, const ob3_type_t *type)
{
    bdg_term_t n = id ? bdg_iri(id) : blank(w);
    if (term)
        key(w, term->key);
    else if (w->depth)
        comma(w);
    if (w->depth)
        quad(w, (term ? term : w->at[w->depth - 1].list)->iri, n);
    w->at[w->depth].list = NULL;
    w->at[w->depth++].node = n;
    bdg_buf_char(w->json, '{');
    if (id) {
        key(w, "id");
        bdg_json_write_str(w->json, id);
    }
    if (type) {
        key(w, "type");
        bdg_buf_str(w->json, type->list ? "[\"" : "\"");
        bdg_buf_str(w->json, type->name);
        bdg_buf_str(w->json, type->list ? "\"]" : "\"");
        quad(w, BDG_RDF "type", bdg_iri(type->iri));
    }
}

void ob3_end(ob3_writer_t *w)
{
    bdg_buf_char(w->json, '}');
    w->depth--;
}

void ob3_list(ob3_writer_t *w, const ob3_term_t *term)
{
    key(w, term->key);
    bdg_buf_char(w->json, '[');
    w->at[w->depth - 1].list = term;
}

void ob3_list_end(ob3_writer_t *w)
{
    bdg_buf_char(w->json, ']');
    w->at[w->depth - 1].list = NULL;
}

void ob3_text(ob3_writer_t *w, const ob3_term_t *term, const char *value)
{
    if (!value || !*value)
        return;
    key(w, term->key);
    bdg_json_write_str(w->json, value);
    quad(w, term->iri, bdg_typed(value, term->datatype));
}

/* JSON-LD 1.1, section 8.6: a whole number as it is, another one as the canonical double: "12.5" is "1.25E1", "0.05" is "5.0E-2". */
static const char *converted(const char *decimal, apr_pool_t *pool)
{
    const char *point = strchr(decimal, '.');
    if (!point || !point[1 + strspn(point + 1, "0")])
        return point ? apr_pstrmemdup(pool, decimal, (size_t)(point - decimal)) : decimal;
    char *digits = apr_pstrcat(pool, apr_pstrmemdup(pool, decimal, (size_t)(point - decimal)), point + 1, NULL);
    size_t zeros = strspn(digits, "0"), end = strlen(digits);
    int exponent = (int)(point - decimal) - 1 - (int)zeros;
    while (digits[end - 1] == '0')
        digits[--end] = 0;
    digits += zeros;
    return apr_psprintf(pool, "%c.%sE%d", digits[0], digits[1] ? digits + 1 : "0", exponent);
}

void ob3_number(ob3_writer_t *w, const ob3_term_t *term, const char *value)
{
    if (!value || !*value)
        return;
    key(w, term->key);
    bdg_buf_str(w->json, value);
    quad(w, term->iri, bdg_typed(converted(value, w->pool), term->datatype));
}

void ob3_true(ob3_writer_t *w, const ob3_term_t *term)
{
    key(w, term->key);
    bdg_buf_str(w->json, "true");
    quad(w, term->iri, bdg_typed("true", term->datatype));
}

void ob3_iri(ob3_writer_t *w, const ob3_term_t *term, const char *iri)
{
    key(w, term->key);
    bdg_json_write_str(w->json, iri);
    quad(w, term->iri, bdg_iri(iri));
}

static void array(ob3_writer_t *w, const ob3_term_t *term, const char *const *values, int n)
{
    key(w, term->key);
    bdg_buf_char(w->json, '[');
    for (int i = 0; i < n; i++) {
        comma(w);
        bdg_json_write_str(w->json, values[i]);
    }
    bdg_buf_char(w->json, ']');
}

void ob3_texts(ob3_writer_t *w, const ob3_term_t *term, const char *const *values, int n)
{
    if (n < 1)
        return;
    array(w, term, values, n);
    for (int i = 0; i < n; i++)
        quad(w, term->iri, bdg_typed(values[i], term->datatype));
}

void ob3_text_list(ob3_writer_t *w, const ob3_term_t *term, const char *const *values, int n)
{
    if (n < 1)
        return;
    array(w, term, values, n);
    if (!w->quads)
        return;
    bdg_term_t cell = blank(w);
    quad(w, term->iri, cell);
    for (int i = 0; i < n; i++) {
        bdg_term_t next = i + 1 < n ? blank(w) : bdg_iri(BDG_RDF "nil");
        bdg_quads_add(w->quads, cell, bdg_iri(BDG_RDF "first"), bdg_typed(values[i], term->datatype));
        bdg_quads_add(w->quads, cell, bdg_iri(BDG_RDF "rest"), next);
        cell = next;
    }
}

void ob3_whole(ob3_writer_t *w, const ob3_term_t *term, const char *json, size_t len, bdg_term_t n)
{
    key(w, term->key);
    bdg_buf_add(w->json, json, len);
    quad(w, term->iri, n);
}

void ob3_endorsements(ob3_writer_t *w, const bdg_ob3_endorsements_t *all)
{
    if (!all || !all->count)
        return;
    key(w, "endorsement");
    bdg_buf_char(w->json, '[');
    bdg_buf_add(w->json, all->json->data, all->json->len);
    bdg_buf_char(w->json, ']');
    for (int i = 0; i < all->count; i++)
        quad(w, BDG_OB "endorsement", bdg_iri(all->urls[i]));
    if (w->quads)
        bdg_quads_copy(w->quads, all->quads);
}

void ob3_raw(ob3_writer_t *w, const char *members)
{
    comma(w);
    bdg_buf_str(w->json, members);
}

const char *ob3_address(const char *url, apr_pool_t *pool)
{
    static const char never[] = "<>\"{}|\\^` ", hex[] = "0123456789ABCDEF";
    size_t bad = 0;
    for (const char *p = url; *p; p++)
        bad += (unsigned char)*p <= 0x20 || strchr(never, *p) != NULL;
    if (!bad)
        return url;
    char *out = apr_palloc(pool, strlen(url) + 2 * bad + 1), *to = out;
    for (const char *p = url; *p; p++) {
        unsigned char c = (unsigned char)*p;
        if (c > 0x20 && !strchr(never, c)) {
            *to++ = (char)c;
            continue;
        }
        *to++ = '%';
        *to++ = hex[c >> 4];
        *to++ = hex[c & 15];
    }
    *to = 0;
    return out;
}
