/*
 * document.c: the documents of the server. See document.h.
 */
#include "config.h"

#include "serve/answer/document.h"

#include <assert.h>
#include <string.h>
#include <openssl/evp.h>

#include "base/file/asset.h"

static const struct {
	const char *html, *script;
} page_parts[PAGES] = {
	[PAGE_RUNS] = {"web/page.html", "web/page.js"},
	[PAGE_LOGIN] = {"web/login.html", "web/login.js"},
};

/* Appends 'sha256-…' of the bytes, as CSP (level 3, 2.3.1) has it. */
static void put_hash(const void *data, size_t size, struct bytes *ret)
{
	unsigned char sum[EVP_MAX_MD_SIZE];
	unsigned char text[64];
	unsigned int len = 0;

	EVP_Digest(data, size, sum, &len, EVP_sha256(), NULL);
	EVP_EncodeBlock(text, sum, (int)len);
	bytes_printf(ret, "'sha256-%s'", (const char *)text);
}

static void put_part(const struct asset *part, struct bytes *ret)
{
	bytes_append(ret, part->data, part->size);
}

/* Colours are those of the report, too. */
static void put_style(struct bytes *ret)
{
	static const char *const names[] = {"web/colours.css", "web/page.css"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		const struct asset *part = asset_find(names[i]);

		assert(part != NULL);
		put_part(part, ret);
	}
}

/* The HTML holds <style></style> and <script></script>, which are filled. */
void document_make(enum page_name name, struct document *ret)
{
	static const char style_mark[] = "<style>";
	static const char script_mark[] = "<script>";
	const struct asset *html = asset_find(page_parts[name].html);
	const struct asset *script = asset_find(page_parts[name].script);
	struct bytes style CLEANUP(bytes_done) = {0};
	struct bytes text CLEANUP(bytes_done) = {0};
	const char *at;

	assert(html != NULL && script != NULL);
	memset(ret, 0, sizeof(*ret));
	put_style(&style);
	put_part(html, &text);
	at = strstr(text.data, style_mark) + sizeof(style_mark) - 1;
	bytes_append(&ret->html, text.data, (size_t)(at - text.data));
	bytes_append(&ret->html, style.data, style.len);
	bytes_append_str(&ret->html, at);
	/* Of the page so far the script's place is behind the style's. */
	bytes_clear(&text);
	bytes_append(&text, ret->html.data, ret->html.len);
	bytes_clear(&ret->html);
	at = strstr(text.data, script_mark) + sizeof(script_mark) - 1;
	bytes_append(&ret->html, text.data, (size_t)(at - text.data));
	put_part(script, &ret->html);
	bytes_append_str(&ret->html, at);
	bytes_append_str(&ret->policy,
			 "default-src 'none'; connect-src 'self'; img-src "
			 "'self' data:; style-src ");
	put_hash(style.data, style.len, &ret->policy);
	bytes_append_str(&ret->policy, "; script-src ");
	put_hash(script->data, script->size, &ret->policy);
	bytes_append_str(&ret->policy, "; base-uri 'none'; form-action 'none'; "
				       "frame-ancestors 'none'");
}

void document_done(struct document *page)
{
	bytes_done(&page->html);
	bytes_done(&page->policy);
}
