/* The grammar of RDF 1.1 N-Quads (section 4), one function for each production. */
#include "base/str.h"
#include "core/openbadges/nquads.h"
#include <apr_strings.h>
#include <string.h>

typedef struct reader_t {
    const char *at, *end;
    int line;
    bdg_quads_t *out;
} reader_t;

#define BAD(r, ...) bdg_err_wrap(bdg_err(BDG_E_MALFORMED, __VA_ARGS__), BDG_E_MALFORMED, "Line %d is not N-Quads.", (r)->line)

static int peek(const reader_t *r) { return r->at < r->end ? (unsigned char)*r->at : -1; }

static void white(reader_t *r)
{
    while (peek(r) == ' ' || peek(r) == '\t')
        r->at++;
}

/* One code point of text that is known to be valid UTF-8. */
static unsigned code_point(const char **at)
{
    const unsigned char *p = (const unsigned char *)*at;
    int more = p[0] < 0x80 ? 0 : p[0] < 0xE0 ? 1 : p[0] < 0xF0 ? 2 : 3;
    unsigned c = more ? p[0] & (0x3Fu >> more) : p[0];
    for (int i = 1; i <= more; i++)
        c = c << 6 | (p[i] & 0x3F);
    *at += more + 1;
    return c;
}

/* NUL becomes C0 80. */
static char *put_utf8(char *to, unsigned c)
{
    if (c < 0x80 && c) {
        *to++ = (char)c;
        return to;
    }
    int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    *to++ = (char)((more == 1 ? 0xC0 : more == 2 ? 0xE0 : 0xF0) | c >> (6 * more));
    while (more--)
        *to++ = (char)(0x80 | (c >> (6 * more) & 0x3F));
    return to;
}

/* UCHAR: r->at is behind "\u" or "\U". */
static bdg_err_t *uchar(reader_t *r, int digits, unsigned *c)
{
    *c = 0;
    for (int i = 0; i < digits; i++, r->at++) {
        int d = peek(r), v = d >= '0' && d <= '9' ? d - '0' : d >= 'A' && d <= 'F' ? d - 'A' + 10 : d >= 'a' && d <= 'f' ? d - 'a' + 10 : -1;
        if (v < 0)
            return BAD(r, "an escape lacks a digit");
        *c = *c << 4 | (unsigned)v;
    }
    if (*c > 0x10FFFF || (*c >= 0xD800 && *c <= 0xDFFF))
        return BAD(r, "an escape is no character");
    return NULL;
}

static bdg_err_t *escape(reader_t *r, int echar, unsigned *c)
{
    static const char from[] = "tbnrf\"'\\", to[] = "\t\b\n\r\f\"'\\";
    int k = peek(r);
    if (k == 'u' || k == 'U') {
        r->at++;
        return uchar(r, k == 'u' ? 4 : 8, c);
    }
    const char *known = echar && k > 0 ? strchr(from, k) : NULL;
    if (!known)
        return BAD(r, "an unknown escape");
    *c = (unsigned char)to[known - from];
    r->at++;
    return NULL;
}

/* What stands up to the byte that closes it, without its escapes. */
static bdg_err_t *quoted(reader_t *r, int close, const char *never, const char **out)
{
    const char *stop = memchr(r->at, '\n', (size_t)(r->end - r->at));
    char *to, *start = NULL;
    size_t room = (size_t)((stop ? stop : r->end) - r->at);
    const char *plain = r->at;
    while (plain < r->at + room && *plain != close && *plain != '\\')     /* most have no escape, and are shorter than the line */
        plain++;
    if (plain < r->at + room && *plain == close)
        room = (size_t)(plain - r->at);
    to = start = apr_palloc(r->out->pool, room + 1);
    for (int c = peek(r); c != close; c = peek(r)) {
        unsigned code;
        if (c < 0 || c == '\n' || c == '\r')
            return BAD(r, "a term without its end");
        if (c == '\\') {
            r->at++;
            BDG_TRY(escape(r, close == '"', &code));
            to = put_utf8(to, code);
        } else {
            code = (unsigned)c;
            *to++ = *r->at++;
        }
        if (code < 0x80 && never && (code <= 0x20 || strchr(never, (int)code)))
            return BAD(r, "a character that an IRI cannot have");
    }
    *to = 0;
    r->at++;
    *out = start;
    return NULL;
}

static int letter(int c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
static int digit(int c) { return c >= '0' && c <= '9'; }

static bdg_err_t *iriref(reader_t *r, const char **out)
{
    const char *iri = "", *p;
    r->at++;
    BDG_TRY(quoted(r, '>', "<>\"{}|^`\\", &iri));
    *out = p = iri;
    if (letter(*p))
        while (letter(*p) || digit(*p) || *p == '+' || *p == '-' || *p == '.')
            p++;
    return *p == ':' && p > iri ? NULL : BAD(r, "an IRI that is not absolute");
}

/* PN_CHARS_U of N-Quads, which has ':' too; more: PN_CHARS. */
static int pn_char(unsigned c, int more)
{
    static const unsigned ranges[][2] = {
        { 0xC0, 0xD6 }, { 0xD8, 0xF6 }, { 0xF8, 0x2FF }, { 0x370, 0x37D }, { 0x37F, 0x1FFF }, { 0x200C, 0x200D }, { 0x2070, 0x218F },
        { 0x2C00, 0x2FEF }, { 0x3001, 0xD7FF }, { 0xF900, 0xFDCF }, { 0xFDF0, 0xFFFD }, { 0x10000, 0xEFFFF }
    };
    if (letter((int)c) || digit((int)c) || c == '_' || c == ':')
        return 1;
    if (more && (c == '-' || c == 0xB7 || (c >= 0x300 && c <= 0x36F) || c == 0x203F || c == 0x2040))
        return 1;
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (c >= ranges[i][0] && c <= ranges[i][1])
            return 1;
    return 0;
}

static bdg_err_t *label(reader_t *r, const char **out)
{
    const char *start = r->at + 2, *p = start, *last = start;      /* last: behind the last character that may end it */
    if (r->end - r->at < 3 || r->at[1] != ':')
        return BAD(r, "a blank node without a label");
    while (p < r->end) {
        unsigned c = code_point(&p);
        if (pn_char(c, last > start))
            last = p;
        else if (c != '.' || last == start)
            break;
    }
    if (last == start)
        return BAD(r, "a blank node without a label");
    *out = apr_pstrmemdup(r->out->pool, start, (size_t)(last - start));
    r->at = last;
    return NULL;
}

static bdg_err_t *language(reader_t *r, const char **out)
{
    const char *start = ++r->at, *part = start;
    for (;; r->at++) {
        int c = peek(r);
        if (letter(c) || (digit(c) && part > start))
            continue;
        if (r->at == part)
            return BAD(r, "a language without a tag");
        if (c != '-')
            break;
        part = r->at + 1;
    }
    *out = apr_pstrmemdup(r->out->pool, start, (size_t)(r->at - start));
    return NULL;
}

static bdg_err_t *literal(reader_t *r, bdg_term_t *t)
{
    t->kind = BDG_TERM_LITERAL;
    r->at++;
    BDG_TRY(quoted(r, '"', NULL, &t->value));
    if (peek(r) == '@')
        return language(r, &t->language);
    if (peek(r) != '^')
        return NULL;
    if (r->end - r->at < 3 || r->at[1] != '^' || r->at[2] != '<')
        return BAD(r, "a literal without its datatype");
    r->at += 2;
    BDG_TRY(iriref(r, &t->datatype));
    if (!strcmp(t->datatype, BDG_RDF "langString"))
        return BAD(r, "a language string without a language");
    if (!strcmp(t->datatype, BDG_XSD "string"))
        t->datatype = NULL;
    return NULL;
}

/* kinds: which of '<', '_' and '"' may begin it. */
static bdg_err_t *term(reader_t *r, bdg_term_t *t, const char *kinds)
{
    int c = peek(r);
    memset(t, 0, sizeof *t);
    if (c <= 0 || !strchr(kinds, c))
        return BAD(r, "a term of the wrong kind, or none");
    if (c == '"') {
        BDG_TRY(literal(r, t));
    } else if (c == '<') {
        t->kind = BDG_TERM_IRI;
        BDG_TRY(iriref(r, &t->value));
    } else {
        t->kind = BDG_TERM_BLANK;
        BDG_TRY(label(r, &t->value));
    }
    white(r);
    return NULL;
}

static bdg_err_t *statement(reader_t *r)
{
    bdg_quad_t q = { 0 };
    BDG_TRY(term(r, &q.subject, "<_"));
    BDG_TRY(term(r, &q.predicate, "<"));
    BDG_TRY(term(r, &q.object, "<_\""));
    if (peek(r) != '.')
        BDG_TRY(term(r, &q.graph, "<_"));
    if (peek(r) != '.')
        return BAD(r, "a statement without its full stop");
    r->at++;
    bdg_quads_add_to(r->out, q.subject, q.predicate, q.object, q.graph);
    return bdg_quads_check(r->out);
}

bdg_err_t *bdg_nquads_parse(bdg_quads_t **out, const char *data, size_t len, int max, apr_pool_t *pool)
{
    reader_t r = { data, data + len, 1, bdg_quads_make(max, pool) };
    size_t bad = 0;
    *out = r.out;
    if (!bdg_utf8_valid(data, len, &bad) || memchr(data, 0, len))
        return bdg_err(BDG_E_MALFORMED, "This is not UTF-8 text.");
    while (r.at < r.end) {
        white(&r);
        if (peek(&r) >= 0 && !strchr("#\r\n", peek(&r)))
            BDG_TRY(statement(&r));
        white(&r);
        if (peek(&r) == '#')
            while (peek(&r) >= 0 && peek(&r) != '\n' && peek(&r) != '\r')
                r.at++;
        int c = peek(&r);
        if (c >= 0 && c != '\n' && c != '\r')
            return BAD(&r, "something behind the full stop");
        r.line += c == '\n' || (c == '\r' && (r.end - r.at < 2 || r.at[1] != '\n'));
        r.at += c >= 0;
    }
    return NULL;
}
