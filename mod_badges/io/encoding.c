#include "io/encoding.h"
#include "base/language.h"
#include "base/fault.h"
#include <apr_strings.h>
#include <stdint.h>
#include <string.h>

#define BLOCK 65536

struct bdg_text_t {
    apr_file_t *file;               /* NULL when mem is read */
    const unsigned char *mem;
    size_t mem_len, mem_pos;
    bdg_text_info_t info;
    size_t skip;                    /* length of the byte order mark */
    unsigned char *in;              /* BLOCK raw bytes, used by all but clean UTF-8 */
    size_t pos, len;
    int ended;                      /* the source has no more */
};

static const uint16_t cp1252_high[32] = {
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD,
    0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178,
};

const char *bdg_encoding_name(bdg_encoding_e encoding)
{
    switch (encoding) {
    case BDG_ENC_UTF16LE:
    case BDG_ENC_UTF16BE: return "UTF-16";
    case BDG_ENC_CP1252: return "Windows-1252";
    default: return "UTF-8";
    }
}

/* --- what it is not */

static const struct {
    const char *magic;
    unsigned char len;
    const char *sentence;
} kinds[] = {
    { "%PDF-", 5, N_("This is a PDF, not a spreadsheet. Save it as CSV or XLSX.") },
    { "\x89PNG", 4, N_("This is a PNG picture, not a spreadsheet. Save your list as CSV or XLSX.") },
    { "\xFF\xD8\xFF", 3, N_("This is a JPEG picture, not a spreadsheet. Save your list as CSV or XLSX.") },
    { "GIF8", 4, N_("This is a GIF picture, not a spreadsheet. Save your list as CSV or XLSX.") },
    { "PK\003\004", 4, N_("This is a ZIP file, not a spreadsheet. Unpack it and upload the CSV or XLSX file inside.") },
    { "PK\005\006", 4, N_("This is an empty ZIP file, not a spreadsheet. Save your list as CSV or XLSX.") },
    { "\x1F\x8B", 2, N_("This is a compressed file. Unpack it and upload the CSV or XLSX file inside.") },
    { "Rar!", 4, N_("This is a RAR file, not a spreadsheet. Unpack it and upload the CSV or XLSX file inside.") },
    { "7z\xBC\xAF\x27\x1C", 6, N_("This is a 7z file, not a spreadsheet. Unpack it and upload the CSV or XLSX file inside.") },
    { "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8, N_("This is the old Excel 97 format. Save it as .xlsx or CSV.") },
    { "{\\rtf", 5, N_("This is a text document (RTF), not a spreadsheet. Save your list as CSV or XLSX.") },
    { "<!DOCTYPE", 9, N_("This is a web page, not a spreadsheet. Save it as CSV or XLSX.") },
    { "<!doctype", 9, N_("This is a web page, not a spreadsheet. Save it as CSV or XLSX.") },
    { "<html", 5, N_("This is a web page, not a spreadsheet. Save it as CSV or XLSX.") },
    { "<?xml", 5, N_("This is an XML file, not a spreadsheet. Save it as CSV or XLSX.") },
};

const char *bdg_file_kind_problem(const void *head, size_t len)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (len >= kinds[i].len && !memcmp(head, kinds[i].magic, kinds[i].len))
            return bdg_tr(kinds[i].sentence);
    return NULL;
}

/* --- bytes in */

static bdg_err_t *raw_read(bdg_text_t *t, void *buf, size_t size, size_t *got)
{
    if (BDG_FAULT_HIT(BDG_FAULT_IO))
        return bdg_err(BDG_E_INTERNAL, "The file could not be read.");
    if (!t->file) {
        size_t n = t->mem_len - t->mem_pos;
        *got = n < size ? n : size;
        if (*got)
            memcpy(buf, t->mem + t->mem_pos, *got);
        t->mem_pos += *got;
        return NULL;
    }
    apr_size_t n = 0;
    apr_status_t rv = apr_file_read_full(t->file, buf, size, &n);
    if (rv != APR_SUCCESS && !APR_STATUS_IS_EOF(rv)) {
        char why[120];
        return bdg_err_detail(bdg_err(BDG_E_INTERNAL, "The file could not be read."), "read: %s", apr_strerror(rv, why, sizeof why));
    }
    *got = n;
    return NULL;
}

static bdg_err_t *rewind_to(bdg_text_t *t, size_t offset)
{
    t->mem_pos = offset < t->mem_len ? offset : t->mem_len;
    t->pos = t->len = 0;
    t->ended = 0;
    if (t->file) {
        apr_off_t where = (apr_off_t)offset;
        apr_status_t rv = apr_file_seek(t->file, APR_SET, &where);
        if (rv != APR_SUCCESS)
            return bdg_err_detail(bdg_err(BDG_E_INTERNAL, "The file could not be read."), "seek: %d", rv);
    }
    return NULL;
}

/* Moves what is left to the front and reads on. */
static bdg_err_t *refill(bdg_text_t *t)
{
    size_t got = 0, left = t->len - t->pos;
    memmove(t->in, t->in + t->pos, left);
    t->pos = 0;
    t->len = left;
    if (!t->ended) {
        BDG_TRY(raw_read(t, t->in + left, BLOCK - left, &got));
        t->len += got;
        t->ended = got < BLOCK - left;
    }
    return NULL;
}

/* Length of the UTF-8 sequence at p (n bytes are there): 0 when it is none, -1 when it may be one but is cut off by n. */
static int sequence(const unsigned char *p, size_t n)
{
    unsigned char c = p[0], lo = 0x80, hi = 0xBF;
    int need;
    if (c < 0x80)
        return 1;
    if (c >= 0xC2 && c <= 0xDF)
        need = 2;
    else if (c >= 0xE0 && c <= 0xEF)
        need = 3;
    else if (c >= 0xF0 && c <= 0xF4)
        need = 4;
    else
        return 0;
    if (c == 0xE0) lo = 0xA0;       /* no overlongs, no surrogates, nothing above U+10FFFF */
    if (c == 0xED) hi = 0x9F;
    if (c == 0xF0) lo = 0x90;
    if (c == 0xF4) hi = 0x8F;
    for (int i = 1; i < need; i++, lo = 0x80, hi = 0xBF) {
        if ((size_t)i >= n)
            return -1;
        if (p[i] < lo || p[i] > hi)
            return 0;
    }
    return need;
}

/* --- finding out */

typedef struct scan_t {
    apr_off_t nul, control, good, bad, total;   /* good: sequences of two bytes or more; bad: bytes */
} scan_t;

static size_t scan_ascii(const unsigned char *p, size_t n)
{
    size_t i = 0;
    for (; i + 8 <= n; i += 8) {
        uint64_t w;
        memcpy(&w, p + i, 8);
        /* any byte >= 0x80, or any byte < 0x20 (line ends are sorted out by the caller) */
        if (((w | (w - 0x2020202020202020ull)) & 0x8080808080808080ull))
            break;
    }
    return i;
}

static bdg_err_t *scan(bdg_text_t *t, scan_t *s)
{
    memset(s, 0, sizeof *s);
    for (;;) {
        BDG_TRY(refill(t));
        if (t->pos == t->len)
            return NULL;
        const unsigned char *p = t->in;
        size_t i = 0;
        while (i < t->len) {
            i += scan_ascii(p + i, t->len - i);
            for (size_t stop = i + 8; i < t->len && i < stop;) {
                unsigned char c = p[i];
                if (c < 0x80) {
                    s->nul += c == 0;
                    s->control += c < 0x20 && c != '\t' && c != '\n' && c != '\r';
                    i++;
                    continue;
                }
                int n = sequence(p + i, t->len - i);
                if (n < 0 && !t->ended)
                    goto cut;
                if (n > 0)
                    s->good++;
                else
                    s->bad++;
                i += n > 0 ? (size_t)n : 1;
            }
        }
    cut:
        s->total += (apr_off_t)i;
        t->pos = i;
        if (t->ended)
            return NULL;
    }
}

/* Is the sample UTF-16 of this byte order? Latin letters, digits, commas and line ends all have a zero byte on one side only. */
static int looks_utf16(const unsigned char *p, size_t n, int big)
{
    size_t here = 0, there = 0, units = n / 2;
    for (size_t i = 0; i + 1 < n; i += 2) {
        unsigned char high = p[i + !big], low = p[i + big];
        unsigned unit = (unsigned)high << 8 | low;
        if (unit == 0 || unit >= 0xFFFE)
            return 0;
        here += high == 0;
        there += low == 0;
    }
    return here >= 2 && here * 50 >= units && there * 10 <= here;
}

static bdg_err_t *not_text(void)
{
    return bdg_err(BDG_E_UNSUPPORTED, "This file does not hold text, so it is not a spreadsheet that can be read here. Save your list as CSV or XLSX.");
}

static bdg_err_t *detect(bdg_text_t *t)
{
    scan_t s;
    BDG_TRY(rewind_to(t, 0));
    BDG_TRY(refill(t));
    const unsigned char *p = t->in;
    const char *problem = bdg_file_kind_problem(p, t->len);
    if (problem)
        return bdg_err(BDG_E_UNSUPPORTED, "%s", problem);
    if (t->len >= 4 && (!memcmp(p, "\xFF\xFE\0\0", 4) || !memcmp(p, "\0\0\xFE\xFF", 4)))
        return bdg_err(BDG_E_UNSUPPORTED, "This text is written in UTF-32, which is not read here. Save it as CSV in UTF-8.");
    if (t->len >= 2 && ((p[0] == 0xFF && p[1] == 0xFE) || (p[0] == 0xFE && p[1] == 0xFF))) {
        t->info.encoding = p[0] == 0xFF ? BDG_ENC_UTF16LE : BDG_ENC_UTF16BE;
        t->info.bom = 1;
        t->skip = 2;
        return NULL;
    }
    if (looks_utf16(p, t->len, 0) || looks_utf16(p, t->len, 1)) {
        t->info.encoding = looks_utf16(p, t->len, 0) ? BDG_ENC_UTF16LE : BDG_ENC_UTF16BE;
        return NULL;
    }
    t->info.bom = t->len >= 3 && !memcmp(p, "\xEF\xBB\xBF", 3);
    t->skip = t->info.bom ? 3 : 0;
    BDG_TRY(rewind_to(t, t->skip));
    BDG_TRY(scan(t, &s));
    if (s.nul || s.control * 10 > s.total)
        return not_text();
    t->info.mixed = s.bad && (t->info.bom || s.good >= s.bad);
    t->info.encoding = !s.bad || t->info.mixed ? BDG_ENC_UTF8 : BDG_ENC_CP1252;
    return NULL;
}

static bdg_err_t *open_text(bdg_text_t **out, bdg_text_t *t, apr_pool_t *pool)
{
    t->in = apr_palloc(pool, BLOCK);
    BDG_TRY(detect(t));
    BDG_TRY(rewind_to(t, t->skip));
    *out = t;
    return NULL;
}

bdg_err_t *bdg_text_open_file(bdg_text_t **out, apr_file_t *file, apr_pool_t *pool)
{
    bdg_text_t *t = apr_pcalloc(pool, sizeof *t);
    t->file = file;
    return open_text(out, t, pool);
}

bdg_err_t *bdg_text_open_mem(bdg_text_t **out, const void *data, size_t len, apr_pool_t *pool)
{
    bdg_text_t *t = apr_pcalloc(pool, sizeof *t);
    t->mem = data;
    t->mem_len = len;
    return open_text(out, t, pool);
}

const bdg_text_info_t *bdg_text_info(const bdg_text_t *text) { return &text->info; }

/* --- text out */

static size_t put(char *out, uint32_t c)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3F));
        out[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3F));
    out[2] = (char)(0x80 | (c >> 6 & 0x3F));
    out[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

static size_t put_1252(bdg_text_t *t, char *out, unsigned char c)
{
    uint32_t u = c >= 0x80 && c < 0xA0 ? cp1252_high[c - 0x80] : c;
    t->info.replaced += u == 0xFFFD || t->info.encoding == BDG_ENC_UTF8;
    return put(out, u);
}

/* Each decoder takes from t->in what is whole and stops when fewer than 4 bytes of room are left. Returns bytes made. */

static size_t decode_1252(bdg_text_t *t, char *out, size_t size)
{
    size_t o = 0;
    while (t->pos < t->len && o + 4 <= size)
        o += put_1252(t, out + o, t->in[t->pos++]);
    return o;
}

static size_t decode_mixed(bdg_text_t *t, char *out, size_t size)
{
    size_t o = 0;
    while (t->pos < t->len && o + 4 <= size) {
        int n = sequence(t->in + t->pos, t->len - t->pos);
        if (n < 0 && !t->ended)
            break;
        if (n > 0) {
            memcpy(out + o, t->in + t->pos, (size_t)n);
            o += (size_t)n;
            t->pos += (size_t)n;
        } else {
            o += put_1252(t, out + o, t->in[t->pos++]);
        }
    }
    return o;
}

static size_t decode_utf16(bdg_text_t *t, char *out, size_t size)
{
    int big = t->info.encoding == BDG_ENC_UTF16BE;
    size_t o = 0;
    while (o + 4 <= size && t->len - t->pos >= 2) {
        const unsigned char *p = t->in + t->pos;
        uint32_t c = (uint32_t)p[!big] << 8 | p[big];
        size_t took = 2;
        if (c >= 0xD800 && c < 0xDC00) {
            if (t->len - t->pos < 4 && !t->ended)
                break;
            uint32_t d = t->len - t->pos >= 4 ? (uint32_t)p[2 + !big] << 8 | p[2 + big] : 0;
            if (d >= 0xDC00 && d < 0xE000) {
                c = 0x10000 + ((c - 0xD800) << 10) + (d - 0xDC00);
                took = 4;
            }
        }
        if (c == 0 || (c >= 0xD800 && c < 0xE000)) {    /* NUL, or half of a pair */
            c = 0xFFFD;
            t->info.replaced++;
        }
        o += put(out + o, c);
        t->pos += took;
    }
    if (t->ended && t->len - t->pos == 1 && o + 4 <= size) {    /* an odd byte at the end */
        t->pos = t->len;
        t->info.replaced++;
        o += put(out + o, 0xFFFD);
    }
    return o;
}

bdg_err_t *bdg_text_read(bdg_text_t *t, char *buf, size_t size, size_t *got)
{
    if (t->info.encoding == BDG_ENC_UTF8 && !t->info.mixed)
        return raw_read(t, buf, size, got);
    *got = 0;
    while (size - *got >= 4) {
        size_t n = t->info.encoding == BDG_ENC_UTF8     ? decode_mixed(t, buf + *got, size - *got)
                   : t->info.encoding == BDG_ENC_CP1252 ? decode_1252(t, buf + *got, size - *got)
                                                        : decode_utf16(t, buf + *got, size - *got);
        *got += n;
        if (n)
            continue;
        if (t->ended)
            break;
        BDG_TRY(refill(t));
    }
    return NULL;
}
