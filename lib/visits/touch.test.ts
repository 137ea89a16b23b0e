import { describe, expect, it } from "vitest";
import { classifyChannel } from "./classify-channel";
import { clickIdSources } from "./internal/click-ids";
import { findSource } from "./internal/find-source";
import { sourceLists, sourceListsOrigin } from "./internal/source-lists";
import { type Landing, type OwnHosts, readTouch } from "./read-touch";
import { channelLabels, channels, clickIdParameters } from "./schema";

const hosts: OwnHosts = { own: new Set(["portal.example", "docs.example"]), login: new Set(["github.com"]) };
const touchOf = (search: string, referrer = "", changes: Partial<Landing> = {}) =>
  readTouch({ path: "/docs/quickstart", search, referrer, audience: "human", ...changes }, hosts).touch;
const channelOf = (search: string, referrer = "", changes: Partial<Landing> = {}) =>
  touchOf(search, referrer, changes).channel;

describe("channels, each by hand", () => {
  it.each([
    // query, referrer, channel
    ["", "", "direct"],
    ["", "https://www.google.com/", "organic-search"],
    ["", "https://www.google.co.uk/search?q=x", "organic-search"],
    ["", "https://google.de/", "organic-search"],
    ["", "https://duckduckgo.com/", "organic-search"],
    ["", "https://de.search.yahoo.com/", "organic-search"],
    ["", "android-app://com.google.android.googlequicksearchbox/", "organic-search"],
    ["", "https://mail.google.com/mail/u/0/", "referral"],
    ["", "https://docs.google.com/document", "referral"],
    ["", "https://some-blog.example/post", "referral"],
    ["", "https://notgoogle.com/", "referral"],
    ["", "https://google.com.evil.example/", "referral"],
    ["", "https://l.facebook.com/", "organic-social"],
    ["", "https://t.co/abc", "organic-social"],
    ["", "https://old.reddit.com/r/api", "organic-social"],
    ["", "https://www.youtube.com/watch?v=x", "organic-video"],
    ["", "https://chatgpt.com/", "ai-assistant"],
    ["", "https://gemini.google.com/app", "ai-assistant"],
    ["", "https://www.perplexity.ai/search", "ai-assistant"],
    ["?utm_source=chatgpt.com", "", "ai-assistant"],
    ["", "https://github.com/", "code-host"],
    ["", "https://gist.github.com/x", "code-host"],
    ["", "https://www.npmjs.com/package/x", "code-host"],
    ["", "https://pypi.org/project/x", "code-host"],
    ["", "https://hub.docker.com/r/x", "code-host"],
    ["", "https://stackoverflow.com/questions/1", "community"],
    ["", "https://news.ycombinator.com/item?id=1", "community"],
    ["", "https://dev.to/ada", "community"],
    ["?ref=producthunt", "https://www.producthunt.com/", "community"],
    ["?ref=somewhere", "", "referral"],
    ["?utm_source=google&utm_medium=cpc&utm_campaign=x", "https://www.google.com/", "paid-search"],
    ["?utm_source=bing&utm_medium=ppc", "", "paid-search"],
    ["?utm_source=linkedin&utm_medium=paid", "", "paid-social"],
    ["?utm_source=Facebook&utm_medium=Paid-Social", "", "paid-social"],
    ["?utm_source=youtube&utm_medium=cpv", "", "paid-video"],
    ["?utm_source=youtube&utm_medium=cpc", "", "paid-video"],
    ["?utm_source=carbon&utm_medium=display", "", "display"],
    ["?utm_source=carbon&utm_medium=banner", "", "display"],
    ["?utm_source=carbon&utm_medium=cpm", "", "display"],
    ["?utm_source=linkedin&utm_medium=cpm", "", "paid-social"],
    ["?utm_source=daily-news&utm_medium=paid-newsletter", "", "paid-other"],
    ["?utm_source=x&utm_medium=retargeting", "", "paid-social"],
    ["?utm_source=adnet&utm_medium=retargeting", "", "paid-other"],
    ["?utm_source=google&utm_medium=cpc&utm_campaign=summer-shop", "", "paid-shopping"],
    ["?utm_source=adnet&utm_medium=cpc&utm_campaign=shopping", "", "paid-shopping"],
    ["?utm_source=adnet&utm_medium=cpc&utm_campaign=workshop", "", "paid-other"],
    ["?utm_source=adnet&utm_medium=cpc&utm_campaign=book-eshop", "", "paid-shopping"],
    ["?utm_source=amazon&utm_medium=cpc", "", "paid-shopping"],
    ["?utm_source=adnet&utm_campaign=shopping-week", "", "organic-shopping"],
    ["?utm_source=google&utm_medium=cpc&utm_campaign=cross-network-1", "", "cross-network"],
    ["?utm_source=acme&utm_medium=social", "", "organic-social"],
    ["?utm_source=acme&utm_medium=video-ad", "", "organic-video"],
    ["?utm_source=acme&utm_medium=organic", "", "organic-search"],
    ["?utm_source=newsletter&utm_medium=email&utm_campaign=autumn", "", "email"],
    ["?utm_source=email", "", "email"],
    ["?utm_source=partner&utm_medium=affiliate", "", "affiliates"],
    ["?utm_source=partner&utm_medium=referral", "", "referral"],
    ["?utm_source=podcast&utm_medium=audio", "", "audio"],
    ["?utm_source=sms", "", "sms"],
    ["?utm_source=onesignal&utm_medium=web-push", "", "mobile-push"],
    ["?utm_source=acme&utm_medium=mobile-app", "", "mobile-push"],
    ["?utm_source=acme&utm_medium=carrier-pigeon", "", "other"],
    ["?gclid=abc", "https://www.google.com/", "paid-search"],
    ["?gbraid=abc", "", "paid-search"],
    ["?gad_source=1", "", "paid-search"],
    ["?dclid=abc", "", "display"],
    ["?msclkid=abc", "https://www.bing.com/", "paid-search"],
    // On every link that leaves Facebook: no proof of an ad (decisions/0021).
    ["?fbclid=abc", "https://l.facebook.com/", "organic-social"],
    ["?fbclid=abc", "", "organic-social"],
    ["?fbclid=abc&utm_source=facebook&utm_medium=paid_social", "https://l.facebook.com/", "paid-social"],
    ["?fbclid=abc&utm_medium=cpc", "", "paid-social"],
    ["?ttclid=abc", "", "paid-social"],
    ["?twclid=abc", "https://t.co/", "paid-social"],
    ["?li_fat_id=abc", "", "paid-social"],
    ["?rdt_cid=abc", "", "paid-social"],
    ["?epik=abc", "", "paid-social"],
    ["?irclid=abc", "", "affiliates"],
    ["?ob_click_id=abc", "", "paid-other"],
    ["?igshid=abc", "", "organic-social"],
    ["?mc_cid=abc", "", "email"],
    ["?_kx=abc", "", "email"],
    // The tag outweighs the click id: who wrote it knows better.
    ["?gclid=abc&utm_source=newsletter&utm_medium=email", "", "email"],
    ["?via=listing_lst_01k0", "https://app.example/", "showcase"],
    // The click id that names a click of an ad before one that may not; what the tags leave open, it tells.
    ["?fbclid=abc&gclid=def", "", "paid-search"],
    ["?fbclid=abc&gad_source=1", "", "paid-search"],
    ["?fbclid=abc&rdt_cid=def", "", "paid-social"],
    ["?utm_source=google&gclid=abc", "", "paid-search"],
    ["?utm_campaign=launch&gclid=abc", "", "paid-search"],
    ["?utm_source=LinkedIn&li_fat_id=abc", "", "paid-social"],
    ["?utm_source=newsletter&gclid=abc", "", "other"],
    ["?utm_source=newsletter&irclid=abc", "", "other"],
    ["?utm_source=dv360&utm_medium=cpc&dclid=abc", "", "paid-other"],
    ["?wbraid=abc", "", "paid-search"],
    ["?gclsrc=aw.ds", "", "paid-search"],
    ["?scid=abc", "", "paid-social"],
    ["?sccid=abc", "", "paid-social"],
    ["?qclid=abc", "", "paid-social"],
    // Google's rules, one by one where the cases above leave one out.
    ["?utm_campaign=My-Cross-Network-2", "", "cross-network"],
    ["?utm_source=google&utm_medium=retargeting", "", "paid-search"],
    ["?utm_source=bing&utm_medium=cpm", "", "paid-search"],
    ["?utm_source=vimeo&utm_medium=paid", "", "paid-video"],
    ["?utm_source=acme&utm_medium=expandable", "", "display"],
    ["?utm_source=acme&utm_medium=interstitial", "", "display"],
    ["?utm_source=etsy.com&utm_medium=referral", "", "organic-shopping"],
    ["", "https://www.amazon.co.uk/dp/1", "organic-shopping"],
    ["?utm_source=acme&utm_medium=social-network", "", "organic-social"],
    ["?utm_source=acme&utm_medium=social%20media", "", "organic-social"],
    ["?utm_source=acme&utm_medium=sm", "", "organic-social"],
    ["?utm_source=acme&utm_medium=app", "", "referral"],
    ["?utm_source=acme&utm_medium=link", "", "referral"],
    ["?utm_source=sms&utm_medium=referral", "", "referral"],
    ["?utm_source=e-mail", "", "email"],
    ["?utm_source=crm&utm_medium=e_mail", "", "email"],
    ["?utm_source=crm&utm_medium=e%20mail", "", "email"],
    ["?utm_source=partner&utm_medium=affiliates", "", "affiliates"],
    ["?utm_source=acme&utm_medium=sms", "", "sms"],
    ["?utm_source=firebase", "", "mobile-push"],
    ["?utm_source=acme&utm_medium=in-app-notification", "", "mobile-push"],
    // Ours, ahead of referral and behind everything paid.
    ["?utm_source=chatgpt.com&utm_medium=referral", "https://chatgpt.com/", "ai-assistant"],
    ["", "https://claude.ai/chat/1", "ai-assistant"],
    ["", "https://copilot.microsoft.com/", "ai-assistant"],
    ["?utm_source=perplexity&utm_medium=cpc", "", "paid-other"],
    ["", "https://gitlab.com/acme/api", "code-host"],
    ["", "https://crates.io/crates/acme", "code-host"],
    ["?utm_source=github&utm_medium=readme", "", "code-host"],
    ["", "https://lobste.rs/s/1", "community"],
    ["", "https://discord.com/channels/1", "community"],
    ["?utm_source=hn&utm_medium=referral", "", "community"],
  ])("%s from %s is %s", (search, referrer, channel) => {
    expect(channelOf(search, referrer)).toBe(channel);
  });

  it("puts the invite, the showcase and the agent first", () => {
    expect(channelOf("?utm_source=slack", "", { path: "/invite/abc" })).toBe("invite");
    expect(channelOf("?via=listing_x&utm_medium=cpc")).toBe("showcase");
    expect(channelOf("?utm_source=google", "", { audience: "ai-agent" })).toBe("ai-agent");
  });

  it("knows every channel by name, and every source once", () => {
    expect(Object.keys(channelLabels).sort()).toEqual([...channels].sort());
    const hosts = Object.values(sourceLists).flatMap(({ hosts, words }) => [...hosts, ...words]);
    expect(new Set(hosts).size).toBe(hosts.length);
    for (const [list, { hosts }] of Object.entries(sourceLists)) {
      for (const host of hosts) expect(`${host} ${findSource(host.replace("*", "de"))}`).toBe(`${host} ${list}`);
    }
    expect(classifyChannel({ source: "", medium: "", campaign: "" })).toBe("direct");
    expect(sourceListsOrigin.licence).toMatch(/\w/);
  });
});

describe("self-referrals", () => {
  it("say nothing about where somebody came from", () => {
    for (const referrer of [
      "https://portal.example/docs",
      "https://www.portal.example/",
      "https://docs.example/a",
      "https://checkout.stripe.com/c/pay",
    ]) {
      const touch = touchOf("", referrer);
      expect(touch.channel).toBe("direct");
      expect(touch.referrer_host).toBeUndefined();
    }
  });

  it("say nothing by their tags either, but for an invite", () => {
    const own = "https://docs.example/a";
    expect(touchOf("?utm_source=docs&utm_medium=cpc&gclid=abc&ref=r", own)).toEqual({
      ...{ channel: "direct", landing_path: "/docs/quickstart" },
    });
    expect(channelOf("", own, { path: "/invite/abc" })).toBe("invite");
    expect(channelOf("?utm_source=docs", "https://docs.example.evil.example/")).toBe("other");
  });

  it("are what people come back from after paying", () => {
    for (const host of ["buy.stripe.com", "www.paypal.com", "acme.chargebee.com", "pay.klarna.com"])
      expect(touchOf("", `https://${host}/x`)).toEqual({ channel: "direct", landing_path: "/docs/quickstart" });
  });

  it("of the login provider count only where it sends people back to", () => {
    for (const path of ["/console", "/console/apps/1", "/sign-in", "/api/auth/callback/github", "/staff"])
      expect(channelOf("", "https://github.com/", { path })).toBe("direct");
    expect(channelOf("", "https://github.com/", { path: "/" })).toBe("code-host");
    expect(channelOf("", "https://github.com/", { path: "/consoles" })).toBe("code-host");
  });
});

describe("a touch", () => {
  it("keeps every parameter of domain.md, the most telling click id first", () => {
    const touch = touchOf(
      "?utm_source=Google&utm_medium=cpc&utm_campaign=Launch&utm_term=api&utm_content=b&utm_id=7&gad_source=1&gclid=xyz&ref=r&via=v",
      "https://www.google.com/",
    );
    expect(touch).toEqual({
      channel: "paid-search",
      utm_source: "Google",
      utm_medium: "cpc",
      utm_campaign: "Launch",
      utm_term: "api",
      utm_content: "b",
      utm_id: "7",
      click_id_kind: "gclid",
      click_id: "xyz",
      referrer_host: "google.com",
      ref: "r",
      landing_path: "/docs/quickstart",
    });
  });

  it("knows each click id, alone", () => {
    const listed =
      "gclid gclsrc dclid gbraid wbraid gad_source fbclid msclkid ttclid twclid li_fat_id rdt_cid scid epik qclid sccid irclid igshid _kx mc_cid ob_click_id";
    expect([...clickIdParameters].sort()).toEqual(listed.split(" ").sort());
    for (const name of clickIdParameters) {
      expect(touchOf(`?${name}=v-${name}`)).toMatchObject({ click_id_kind: name, click_id: `v-${name}` });
      expect(channelOf(`?${name}=1`)).not.toBe("direct");
      expect(clickIdSources[name].source).not.toBe("");
    }
  });

  it("is cut at 512 characters, on one line, and whole", () => {
    const touch = touchOf(
      `?utm_source=${"ä".repeat(600)}&utm_campaign=a%0Ab%00c&utm_term=${"x".repeat(511)}%F0%9F%98%80`,
    );
    expect(touch.utm_source).toBe("ä".repeat(512));
    expect(touch.utm_campaign).toBe("a b c");
    expect(touch.utm_term).toBe("x".repeat(511));
  });

  it("is an agent's when a person followed the link an agent showed", () => {
    expect(
      readTouch(
        {
          path: "/device",
          search: "?code=A&utm_source=claude-code&utm_medium=ai-agent",
          referrer: "",
          audience: "human",
        },
        hosts,
      ).touch,
    ).toMatchObject({ channel: "ai-agent", utm_source: "claude-code" });
  });

  it("never keeps an invite's token, and hands it to who may look it up", () => {
    const read = readTouch({ path: "/invite/s3cret-token", search: "?x=1", referrer: "", audience: "human" }, hosts);
    expect(read.inviteToken).toBe("s3cret-token");
    expect(JSON.stringify(read.touch)).not.toContain("s3cret");
    expect(read.touch.landing_path).toBe("/invite/:token");
  });

  it("takes nonsense for nothing", () => {
    for (const referrer of ["nonsense", "javascript:alert(1)", "file:///etc/passwd", "http://", "\0"])
      expect(channelOf("", referrer)).toBe("direct");
    expect(touchOf("?utm_source=&utm_medium=%20&gclid=").channel).toBe("direct");
    expect(touchOf("%E0%A4%A&&&===&utm_source=a").utm_source).toBe("a");
  });
});
