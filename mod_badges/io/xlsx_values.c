/* xl/styles.xml: which styles show dates; and numbers as the text that people see. */
#include "io/xlsx_parts.h"
#include "base/time.h"
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define XFS 65536                   /* Excel writes at most 64,000 */
#define FORMATS 65536               /* ids of number formats */
#define LAST_SERIAL 2958465.0       /* 31 December 9999, 1900 date system */

struct bdg_xlsx_styles_t {
    unsigned char xf[XFS];          /* bdg_xlsx_format_e of each cell style */
    unsigned char custom[FORMATS];  /* the same of each number format that the file defines, plus 1; 0: not defined */
    int n;
    int in_xfs, in_formats;
};

/* --- formats */

/* The built-in ones (ECMA-376 18.8.30); 27-36 and 50-58 are the dates of the East Asian versions. */
static bdg_xlsx_format_e builtin(int id)
{
    if ((id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 54) || id == 57 || id == 58)
        return BDG_XLSX_DATE;
    if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || id == 45 || id == 47 || id == 55 || id == 56)
        return BDG_XLSX_TIME;
    return id == 46 ? BDG_XLSX_ELAPSED : BDG_XLSX_NUMBER;
}

bdg_xlsx_format_e bdg_xlsx_format_of(const char *code, size_t len)
{
    int day = 0, time = 0, month = 0, elapsed = 0;
    for (size_t i = 0; i < len && code[i] != ';'; i++) {
        char c = (char)tolower((unsigned char)code[i]);
        if (c == '"') {
            const char *q = memchr(code + i + 1, '"', len - i - 1);
            i = q ? (size_t)(q - code) : len;
        } else if (c == '[') {
            const char *q = memchr(code + i + 1, ']', len - i - 1);
            char first = i + 1 < len ? (char)tolower((unsigned char)code[i + 1]) : 0;
            size_t inside = q ? (size_t)(q - code) - i - 1 : 0;
            elapsed |= (first == 'h' || first == 'm' || first == 's') && inside >= 1 && inside <= 2;
            i = q ? (size_t)(q - code) : len;
        } else if (c == '\\' || c == '_' || c == '*') {
            i++;
        } else if (c == 'd' || c == 'y') {
            day = 1;
        } else if (c == 'h' || c == 's') {
            time = 1;
        } else if (c == 'm') {
            month = 1;
        }
    }
    if (day)
        return BDG_XLSX_DATE;
    if (elapsed)
        return BDG_XLSX_ELAPSED;
    return time ? BDG_XLSX_TIME : month ? BDG_XLSX_DATE : BDG_XLSX_NUMBER;
}

static bdg_err_t *on_start(void *baton, int depth, const char *name, const bdg_sax_attrs_t *attrs)
{
    bdg_xlsx_styles_t *s = baton;
    if (depth == 2) {
        s->in_xfs = !strcmp(name, "cellXfs");
        s->in_formats = !strcmp(name, "numFmts");
    } else if (depth == 3 && s->in_formats && !strcmp(name, "numFmt")) {
        int id = bdg_sax_attr_int(attrs, "numFmtId", FORMATS - 1, -1);
        size_t len;
        const char *code = bdg_sax_attr(attrs, "formatCode", &len);
        if (id >= 0 && code)
            s->custom[id] = (unsigned char)(bdg_xlsx_format_of(code, len) + 1);
    } else if (depth == 3 && s->in_xfs && !strcmp(name, "xf")) {
        int id = bdg_sax_attr_int(attrs, "numFmtId", FORMATS - 1, 0);
        if (s->n == XFS)
            return bdg_err(BDG_E_TOO_LARGE, "This file has more than the %d cell styles that are allowed.", XFS);
        s->xf[s->n++] = (unsigned char)(s->custom[id] ? s->custom[id] - 1 : (int)builtin(id));
    }
    return NULL;
}

static bdg_err_t *on_end(void *baton, int depth, const char *name)
{
    (void)baton, (void)depth, (void)name;
    return NULL;
}

bdg_err_t *bdg_xlsx_styles_read(bdg_xlsx_styles_t **out, bdg_unzip_t *zip, const char *part, apr_pool_t *pool)
{
    static const bdg_sax_handler_t handler = { on_start, on_end, NULL };
    bdg_xlsx_styles_t *s = apr_pcalloc(pool, sizeof *s);
    BDG_TRY(bdg_xlsx_part(zip, part, &handler, s, pool));
    *out = s;
    return NULL;
}

bdg_xlsx_format_e bdg_xlsx_style(const bdg_xlsx_styles_t *s, int style)
{
    return s && style >= 0 && style < s->n ? (bdg_xlsx_format_e)s->xf[style] : BDG_XLSX_NUMBER;
}

/* --- numbers */

static size_t clock_text(char *out, const char *before, int seconds)
{
    return (size_t)snprintf(out, BDG_XLSX_NUMBER_MAX, "%s%02d:%02d:%02d", before, seconds / 3600, seconds / 60 % 60, seconds % 60);
}

/* Day 60 of the 1900 system is 29 February 1900, which never was. Excel shows it, so do we. */
static void date_text(char out[16], int serial, int date1904)
{
    int y, m, d;
    if (!date1904 && serial == 60) {
        strcpy(out, "1900-02-29");
        return;
    }
    /* days from 1970-01-01 to 1904-01-01, 1899-12-30 and 1899-12-31 */
    bdg_date_split((date1904 ? -24107 : serial > 60 ? -25569 : -25568) + serial, &y, &m, &d);
    snprintf(out, 16, "%04d-%02d-%02d", y % 10000, m, d);
}

/* 0 when v cannot be shown as a date: Excel shows ##### then, and the plain number tells more. */
static size_t moment_text(char *out, double v, bdg_xlsx_format_e format, int date1904)
{
    char date[17];
    if (format == BDG_XLSX_ELAPSED) {
        if (v < 0 || v > 100000)
            return 0;
        long s = (long)(v * 86400 + 0.5);
        return (size_t)snprintf(out, BDG_XLSX_NUMBER_MAX, "%02ld:%02ld:%02ld", s / 3600, s / 60 % 60, s % 60);
    }
    if (v < 0 || v >= LAST_SERIAL + 1 - (date1904 ? 1462 : 0))
        return 0;
    int serial = (int)v, seconds = (int)((v - serial) * 86400 + 0.5);
    if (seconds == 86400) {
        serial++;
        seconds = 0;
    }
    if (serial == 0 && (format == BDG_XLSX_TIME || (seconds && !date1904)))
        return clock_text(out, "", seconds);
    if ((serial == 0 && !date1904) || serial > LAST_SERIAL - (date1904 ? 1462 : 0))
        return 0;
    date_text(date, serial, date1904);
    if (seconds) {
        strcat(date, "T");
        return clock_text(out, date, seconds);
    }
    return (size_t)snprintf(out, BDG_XLSX_NUMBER_MAX, "%s", date);
}

/* Whole numbers with all their digits, others with 15, never with an exponent where people would write none. */
static size_t plain_text(char *out, double v)
{
    double size = fabs(v);
    int n;
    if (size < 1e22 && (size >= 1e15 || v == (double)(long long)v))      /* 15 digits leave no room for a fraction */
        return (size_t)snprintf(out, BDG_XLSX_NUMBER_MAX, "%.0f", v == 0 ? 0.0 : v);
    n = snprintf(out, BDG_XLSX_NUMBER_MAX, "%.15g", v);
    if (strchr(out, 'e') && size < 1 && size >= 1e-9) {
        int places = 15;
        for (double d = size; d < 1; d *= 10)
            places++;
        n = snprintf(out, BDG_XLSX_NUMBER_MAX, "%.*f", places - 1, v);
        while (n && out[n - 1] == '0')
            n--;
    }
    return (size_t)n;
}

/* Digits that are plain decimal text already, which is nearly always so. */
static int already_plain(const char *v, size_t len)
{
    size_t i = len > 1 && v[0] == '-', digits = 0;
    if (i >= len || (v[i] == '0' && i + 1 < len && v[i + 1] != '.') || v[i] == '.' || (v[0] == '-' && v[1] == '0'))
        return 0;
    for (int point = 0; i < len; i++) {
        if (v[i] == '.' && !point && i + 1 < len)
            point = 1;
        else if (v[i] >= '0' && v[i] <= '9')
            digits++;
        else
            return 0;
    }
    return digits <= 15 && (v[len - 1] != '0' || !memchr(v, '.', len));
}

size_t bdg_xlsx_number(char out[BDG_XLSX_NUMBER_MAX], const char *v, size_t len, bdg_xlsx_format_e format, int date1904)
{
    char copy[48], *stop;
    if (!len || len >= sizeof copy)
        return 0;
    if (format == BDG_XLSX_NUMBER && already_plain(v, len)) {
        memcpy(out, v, len);
        return len;
    }
    for (size_t i = 0; i < len; i++)
        if (!v[i] || !strchr("0123456789+-.eE", v[i]))
            return 0;
    memcpy(copy, v, len);
    copy[len] = 0;
    double number = strtod(copy, &stop);
    if (*stop || !isfinite(number))
        return 0;
    size_t n = format == BDG_XLSX_NUMBER ? 0 : moment_text(out, number, format, date1904);
    return n ? n : plain_text(out, number);
}
