#include "io/multipart.h"
#include "base/buf.h"
#include "base/str.h"
#include <apr_strings.h>
#include <string.h>
#include <strings.h>

#define BOUNDARY_MAX 70             /* RFC 2046, 5.1.1 */
#define FILENAME_MAX_BYTES 255

struct bdg_multipart_t {
    apr_pool_t *pool;
    bdg_multipart_limits_t limits;
    const bdg_multipart_handler_t *handler;
    void *baton;
    char delim[4 + BOUNDARY_MAX + 1];              /* CR LF - - boundary. CR stands at its beginning only, which makes searching simple */
    size_t delim_len;
    enum { PREAMBLE, BOUNDARY, DASH, PADDING, LINE_FEED, HEADER, BODY, EPILOGUE, DEAD } state;
    size_t matched;                                /* bytes of delim that ended the data so far */
    long long total;
    size_t fields;
    int parts;
    bdg_buf_t *header, *value;
    int is_file;
    bdg_multipart_file_t part;
};

static bdg_err_t *malformed(const char *why)
{
    return bdg_err_detail(bdg_err(BDG_E_MALFORMED, "What your browser sent could not be read. Try again."), "multipart: %s", why);
}

/* --- parameters: ; name=token or name="quoted" */

static const char *skip_space(const char *p)
{
    return p + strspn(p, " \t");
}

static int is_token(const char *p, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (p[i] <= ' ' || p[i] == 127 || strchr("()<>@,;:\\\"/[]?=", p[i]))
            return 0;
    return len > 0;
}

/* Only a quotation mark and a backslash can be escaped: old browsers send C:\folder\file.csv as it is. */
static int escape(const char *s)
{
    return s[0] == '\\' && (s[1] == '"' || s[1] == '\\');
}

/* *p is on the opening mark, and goes behind the closing one. NULL when there is none. */
static const char *unquote(const char **p, apr_pool_t *pool)
{
    const char *s = *p + 1, *end = s;
    while (*end && *end != '"')
        end += escape(end) + 1;
    if (!*end)
        return NULL;
    char *out = apr_palloc(pool, (apr_size_t)(end - s) + 1), *to = out;
    for (; s < end; s++) {
        s += escape(s);
        *to++ = *s;
    }
    *to = 0;
    *p = end + 1;
    return out;
}

/* Takes the next parameter at *p. 1: there is one; 0: no more; -1: broken. */
static int next_param(const char **p, const char **name, const char **value, apr_pool_t *pool)
{
    const char *s = skip_space(*p);
    if (!*s)
        return 0;
    if (*s++ != ';')
        return -1;
    s = skip_space(s);
    if (!*s)
        return 0;                   /* a semicolon at the end is common */
    size_t n = strcspn(s, "=; \t");
    const char *v = skip_space(s + n);
    if (!is_token(s, n) || *v != '=')
        return -1;
    *name = apr_pstrmemdup(pool, s, n);
    v = skip_space(v + 1);
    if (*v == '"') {
        *value = unquote(&v, pool);
    } else {
        n = strcspn(v, "; \t");
        *value = apr_pstrmemdup(pool, v, n);
        v += n;
    }
    *p = v;
    return *value ? 1 : -1;
}

/* --- opening */

static int boundary_fits(const char *b)
{
    size_t n = strlen(b);
    static const char allowed[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'()+_,-./:=? ";
    return n >= 1 && n <= BOUNDARY_MAX && strspn(b, allowed) == n && b[n - 1] != ' ';
}

bdg_err_t *bdg_multipart_open(bdg_multipart_t **out, const char *content_type, const bdg_multipart_limits_t *limits,
                              const bdg_multipart_handler_t *handler, void *baton, apr_pool_t *pool)
{
    static const char type[] = "multipart/form-data";
    const char *p = content_type ? skip_space(content_type) : "", *name, *value, *boundary = NULL;
    if (strncasecmp(p, type, sizeof type - 1) || !strchr("; \t", p[sizeof type - 1]))
        return bdg_err(BDG_E_UNSUPPORTED, "An upload must be sent as multipart/form-data.");
    p += sizeof type - 1;
    int more;
    while ((more = next_param(&p, &name, &value, pool)) > 0) {
        if (!strcasecmp(name, "boundary")) {
            if (boundary)
                return malformed("two boundaries");
            boundary = value;
        }
    }
    if (more < 0 || !boundary || !boundary_fits(boundary))
        return malformed("boundary");
    bdg_multipart_t *mp = apr_pcalloc(pool, sizeof *mp);
    mp->pool = pool;
    if (limits)
        mp->limits = *limits;
    mp->limits.total = mp->limits.total > 0 ? mp->limits.total : 32 << 20;
    mp->limits.fields = mp->limits.fields ? mp->limits.fields : 1 << 20;
    mp->limits.header = mp->limits.header ? mp->limits.header : 8192;
    mp->limits.parts = mp->limits.parts > 0 ? mp->limits.parts : 1000;
    mp->handler = handler;
    mp->baton = baton;
    mp->delim_len = (size_t)apr_snprintf(mp->delim, sizeof mp->delim, "\r\n--%s", boundary);
    mp->matched = 2;                /* the first boundary may stand at the very beginning */
    mp->header = bdg_buf_make(mp->limits.header, pool);
    mp->value = bdg_buf_make(mp->limits.fields, pool);
    *out = mp;
    return NULL;
}

/* --- a part's header */

/* For people: the last component, nothing invisible, not too long. */
static const char *safe_filename(const char *s, apr_pool_t *pool)
{
    size_t len = strlen(s);
    if (!bdg_utf8_valid(s, len, NULL))
        return "file";
    for (const char *p = s; *p; p++)
        if (*p == '/' || *p == '\\')
            s = p + 1;
    char *out = apr_pstrdup(pool, bdg_text_clean(s, strlen(s), 0, pool));
    if (strlen(out) > FILENAME_MAX_BYTES) {
        len = FILENAME_MAX_BYTES;
        while (len && ((unsigned char)out[len] & 0xC0) == 0x80)
            len--;
        out[len] = 0;
    }
    return out;
}

static bdg_err_t *read_disposition(bdg_multipart_t *mp, const char *v)
{
    const char *name, *value, *field = NULL, *filename = NULL;
    int more;
    if (strncasecmp(v, "form-data", 9) || (v[9] && !strchr("; \t", v[9])))
        return malformed("disposition");
    v += 9;
    while ((more = next_param(&v, &name, &value, mp->pool)) > 0) {
        const char **to = !strcasecmp(name, "name") ? &field : !strcasecmp(name, "filename") ? &filename : NULL;
        if (to && *to)
            return malformed("a parameter twice");
        if (to)
            *to = value;
    }
    if (more < 0 || !field || !bdg_utf8_valid(field, strlen(field), NULL))
        return malformed("name");
    mp->part.name = field;
    mp->is_file = filename != NULL;
    mp->part.filename = filename ? safe_filename(filename, mp->pool) : NULL;
    return NULL;
}

static bdg_err_t *read_line(bdg_multipart_t *mp, char *line)
{
    char *colon = strchr(line, ':');
    for (const char *p = line; *p; p++)
        if ((unsigned char)*p < ' ' && *p != '\t')
            return malformed("control character in a header");
    if (!colon || !is_token(line, (size_t)(colon - line)))
        return malformed("header line");
    *colon = 0;
    const char *v = skip_space(colon + 1);
    if (!strcasecmp(line, "Content-Disposition"))
        return mp->part.name ? malformed("two dispositions") : read_disposition(mp, v);
    if (!strcasecmp(line, "Content-Type"))
        mp->part.content_type = bdg_utf8_valid(v, strlen(v), NULL) ? v : "";
    if (!strcasecmp(line, "Content-Transfer-Encoding") && strcasecmp(v, "binary") && strcasecmp(v, "8bit") && strcasecmp(v, "7bit"))
        return malformed("transfer encoding");
    return NULL;
}

static bdg_err_t *begin_part(bdg_multipart_t *mp)
{
    size_t len = mp->header->len < 2 ? 0 : mp->header->len - 2;     /* without the last CRLF */
    char *line = apr_pstrmemdup(mp->pool, mp->header->data, len);
    if (strlen(line) != len)
        return malformed("NUL in a header");
    memset(&mp->part, 0, sizeof mp->part);
    mp->part.content_type = "";
    for (char *end; (end = strstr(line, "\r\n")); line = end + 2) {
        *end = 0;
        BDG_TRY(read_line(mp, line));
    }
    if (*line || !mp->part.name)
        return malformed("part without a name");
    if (++mp->parts > mp->limits.parts)
        return bdg_err(BDG_E_TOO_LARGE, "This form has more than the %d fields that are allowed.", mp->limits.parts);
    bdg_buf_clear(mp->value);
    return mp->is_file ? mp->handler->file_begin(mp->baton, &mp->part) : NULL;
}

/* --- a part's body */

static bdg_err_t *part_data(bdg_multipart_t *mp, const char *data, size_t len)
{
    if (!len || mp->state == PREAMBLE)
        return NULL;
    if (mp->is_file)
        return mp->handler->file_data(mp->baton, data, len);
    mp->fields += len;
    if (mp->fields > mp->limits.fields)
        return bdg_err(BDG_E_TOO_LARGE, "The text fields of this form hold more than the %zu bytes that are allowed.", mp->limits.fields);
    bdg_buf_add(mp->value, data, len);
    return bdg_buf_check(mp->value);
}

static bdg_err_t *end_part(bdg_multipart_t *mp)
{
    if (mp->is_file)
        return mp->handler->file_end(mp->baton);
    size_t len = mp->value->len, bad;
    const char *v = len ? mp->value->data : "";
    if (memchr(v, 0, len) || !bdg_utf8_valid(v, len, &bad))
        return bdg_err(BDG_E_MALFORMED, "A text field of this form is not UTF-8.");
    return mp->handler->field(mp->baton, mp->part.name, apr_pstrmemdup(mp->pool, v, len), len);
}

static bdg_err_t *delimiter_found(bdg_multipart_t *mp)
{
    if (mp->state == BODY)
        BDG_TRY(end_part(mp));
    mp->matched = 0;
    mp->state = BOUNDARY;
    return NULL;
}

/* Hands on what is data for sure, up to the next delimiter. Returns what was eaten in *used. */
static bdg_err_t *scan_body(bdg_multipart_t *mp, const char *data, size_t len, size_t *used)
{
    size_t i = 0;
    while (mp->matched && i < len) {            /* a delimiter that began in the last feed */
        if (data[i] != mp->delim[mp->matched]) {
            size_t n = mp->matched;
            mp->matched = 0;
            BDG_TRY(part_data(mp, mp->delim, n));
            break;
        }
        i++;
        if (++mp->matched == mp->delim_len) {
            *used = i;
            return delimiter_found(mp);
        }
    }
    *used = len;
    if (mp->matched)
        return NULL;
    const char *at = data + i, *end = data + len, *hit = memmem(at, len - i, mp->delim, mp->delim_len);
    if (hit) {
        *used = (size_t)(hit - data) + mp->delim_len;
        BDG_TRY(part_data(mp, at, (size_t)(hit - at)));
        return delimiter_found(mp);
    }
    const char *tail = len - i < mp->delim_len ? at : end - (mp->delim_len - 1);
    const char *cr = memrchr(tail, '\r', (size_t)(end - tail));
    if (cr && !memcmp(cr, mp->delim, (size_t)(end - cr)))
        mp->matched = (size_t)(end - cr);
    return part_data(mp, at, (size_t)(end - at) - mp->matched);
}

static bdg_err_t *header_byte(bdg_multipart_t *mp, char c)
{
    bdg_buf_t *h = mp->header;
    bdg_buf_add(h, &c, 1);
    if (h->overflowed)
        return bdg_err(BDG_E_TOO_LARGE, "The header of a form field is longer than the %zu bytes that are allowed.", mp->limits.header);
    if (c != '\n')
        return NULL;
    if (h->len <= 2 || (h->len >= 4 && !memcmp(h->data + h->len - 4, "\r\n\r\n", 4))) {
        mp->state = BODY;
        return begin_part(mp);
    }
    return NULL;
}

static bdg_err_t *step(bdg_multipart_t *mp, char c)
{
    switch (mp->state) {
    case BOUNDARY:                  /* two dashes for the last, white space or CRLF for the others */
    case PADDING:
        if (c == '-' && mp->state == BOUNDARY)
            mp->state = DASH;
        else if (c == ' ' || c == '\t')
            mp->state = PADDING;
        else if (c == '\r')
            mp->state = LINE_FEED;
        else
            return malformed("behind a boundary");
        return NULL;
    case DASH:
        mp->state = EPILOGUE;
        return c == '-' ? NULL : malformed("behind a boundary");
    case LINE_FEED:
        mp->state = HEADER;
        bdg_buf_clear(mp->header);
        return c == '\n' ? NULL : malformed("behind a boundary");
    default:
        return header_byte(mp, c);
    }
}

static bdg_err_t *feed(bdg_multipart_t *mp, const char *data, size_t len)
{
    while (len) {
        size_t used = 1;
        if (mp->state == EPILOGUE)
            return NULL;
        if (mp->state == PREAMBLE || mp->state == BODY)
            BDG_TRY(scan_body(mp, data, len, &used));
        else
            BDG_TRY(step(mp, *data));
        data += used;
        len -= used;
    }
    return NULL;
}

bdg_err_t *bdg_multipart_feed(bdg_multipart_t *mp, const char *data, size_t len)
{
    if (mp->state == DEAD)
        return malformed("fed after an error");
    mp->total += (long long)len;
    bdg_err_t *err = mp->total > mp->limits.total
                         ? bdg_err(BDG_E_TOO_LARGE, "This upload is larger than the %lld MB that are allowed.", mp->limits.total >> 20)
                         : feed(mp, data, len);
    if (err)
        mp->state = DEAD;
    return err;
}

bdg_err_t *bdg_multipart_finish(bdg_multipart_t *mp)
{
    return mp->state == EPILOGUE ? NULL : malformed("ended early");
}
