/* A PDF file around cairo's surface. cairo 1.16 cannot say a document's language, so that is added behind its end, as an incremental update
 * (PDF 1.7, 7.5.6): the catalogue once more, with /Lang, and a cross-reference table for it alone. */
#include "render/render.h"
#include <cairo-pdf.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX = 12 << 20, TAIL_MAX = 4096 };

static cairo_status_t collect(void *baton, const unsigned char *data, unsigned int len)
{
    pdf_t *pdf = baton;
    if (len > FILE_MAX - pdf->len)
        return CAIRO_STATUS_WRITE_ERROR;
    if (pdf->len + len > pdf->cap) {
        pdf->cap = (pdf->len + len) * 2;
        pdf->data = realloc(pdf->data, pdf->cap);
        if (!pdf->data)
            render_fail(RENDER_LIMIT, "out of memory");
    }
    memcpy(pdf->data + pdf->len, data, len);
    pdf->len += len;
    return CAIRO_STATUS_SUCCESS;
}

void pdf_begin(pdf_t *pdf, double width, double height)
{
    memset(pdf, 0, sizeof *pdf);
    pdf->surface = cairo_pdf_surface_create_for_stream(collect, pdf, width, height);
    cairo_pdf_surface_restrict_to_version(pdf->surface, CAIRO_PDF_VERSION_1_5);
}

/* The last place where text stands; NULL when it does not. */
static const char *last(const pdf_t *pdf, const char *text)
{
    size_t n = strlen(text);
    for (size_t i = pdf->len >= n ? pdf->len - n + 1 : 0; i-- > 0;)
        if (!memcmp(pdf->data + i, text, n))
            return (const char *)pdf->data + i;
    return NULL;
}

static long number_after(const pdf_t *pdf, const char *text)
{
    const char *p = last(pdf, text), *end = (const char *)pdf->data + pdf->len;
    if (!p)
        return -1;
    for (p += strlen(text); p < end && isspace((unsigned char)*p); p++)
        ;
    return p < end && isdigit((unsigned char)*p) ? strtol(p, NULL, 10) : -1;
}

/* "en", "pt-BR": nothing that could end a PDF string. */
static int is_language(const char *s)
{
    size_t n = strlen(s);
    if (n < 2 || n > 35)
        return 0;
    for (; *s; s++)
        if (!isalnum((unsigned char)*s) && *s != '-')
            return 0;
    return 1;
}

static void say_language(pdf_t *pdf, const char *lang)
{
    char head[32], tail[TAIL_MAX];
    long root = number_after(pdf, "/Root"), info = number_after(pdf, "/Info"), size = number_after(pdf, "/Size"), xref = number_after(pdf, "startxref");
    collect(pdf, (const unsigned char *)"", 1);     /* strtol and strstr stop here */
    pdf->len--;
    snprintf(head, sizeof head, "\n%ld 0 obj\n<<", root);
    const char *object = last(pdf, head), *end = object ? strstr(object + strlen(head), ">>\nendobj") : NULL;
    if (root < 0 || info < 0 || size < 0 || xref < 0 || !end || end - object > TAIL_MAX / 2 || !is_language(lang))
        render_fail(RENDER_USAGE, "the catalogue cannot be said again");
    size_t at = pdf->len;
    int n = snprintf(tail, sizeof tail, "%ld 0 obj\n<<%.*s   /Lang (%s)\n   /ViewerPreferences << /DisplayDocTitle true >>\n>>\nendobj\n", root,
                     (int)(end - object - (long)strlen(head)), object + strlen(head), lang);
    size_t table = at + (size_t)n;
    n += snprintf(tail + n, sizeof tail - (size_t)n, "xref\n%ld 1\n%010zu 00000 n \ntrailer\n<< /Size %ld\n   /Root %ld 0 R\n   /Info %ld 0 R\n   /Prev %ld\n>>\nstartxref\n%zu\n%%%%EOF\n",
                  root, at, size, root, info, xref, table);
    if ((size_t)n >= sizeof tail)
        render_fail(RENDER_USAGE, "the catalogue is too long");
    if (collect(pdf, (const unsigned char *)tail, (unsigned)n) != CAIRO_STATUS_SUCCESS)
        render_fail(RENDER_OVER_CAP, "the file becomes too large");
}

void pdf_end(pdf_t *pdf, const char *lang)
{
    cairo_surface_finish(pdf->surface);
    cairo_status_t status = cairo_surface_status(pdf->surface);
    if (status != CAIRO_STATUS_SUCCESS)
        render_fail(status == CAIRO_STATUS_WRITE_ERROR ? RENDER_OVER_CAP : RENDER_LIMIT, "certificate: %s", cairo_status_to_string(status));
    cairo_surface_destroy(pdf->surface);
    say_language(pdf, lang);
}
