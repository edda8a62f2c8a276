// What concerns people who are there: sessions, rooms, uploads, reports, announcements, invitations.
import {
  admin, api, check, confirm, desk, dialog, domain, expect, none, open, Person, picture, press, refused, row, says, view, web, within, xml,
} from "./desk.mjs";

/** A session leaves the list when its stream is closed, which may be a moment after the answer. */
async function refreshedUntilGone(jid) {
  do {
    await press(desk.page, "Refresh");
    await desk.page.waitForFunction(() => !document.body.classList.contains("busy"));
  } while ((await desk.page.locator("tbody tr", { hasText: jid }).count()) > 0);
}

check("a session is ended, and its client is out", async () => {
  const kept = await Person.online("page-user");
  const ended = await new Person("page-user").start();
  await view("Accounts");
  await desk.page.getByLabel("Search").fill("page-user");
  await desk.page.getByRole("link", { name: `sessions of page-user@${domain}` }).click();
  await desk.page.locator("caption", { hasText: `Sessions of page-user@${domain}` }).waitFor();
  await row(kept.jid).waitFor();
  await press(row(ended.jid), "End");
  await press(dialog(), "Cancel");
  await row(ended.jid).waitFor();
  await press(row(ended.jid), "End");
  await picture("10-end-session");
  await confirm("End");
  await says("has ended");
  await within(ended.closed, "the end of the stream");
  await within(refreshedUntilGone(ended.jid), `the end of ${ended.jid} in the list`);
  await row(kept.jid).waitFor();
  await kept.ask("get", domain, xml("ping", "urn:xmpp:ping"));
  await desk.page.getByRole("link", { name: "All sessions" }).click();
  await row(kept.jid).waitFor();
  await kept.stop();
});

check("a room: details, an affiliation, its end", async () => {
  const room = `page-room@conference.${domain}`;
  const owner = await Person.online("page-user");
  await owner.join(room);
  await view("Rooms");
  await press(row(room), "Details");
  await dialog().locator("dt", { hasText: "Owners" }).locator("xpath=following-sibling::dd[1]", { hasText: owner.bare }).waitFor();
  await dialog().locator("dt", { hasText: "Occupants" }).locator("xpath=following-sibling::dd[1]", { hasText: "1" }).waitFor();
  await picture("11-room");
  await press(dialog(), "Close");
  await press(row(room), "Affiliation");
  await confirm("Give", { Address: "@", Affiliation: "admin" });
  await refused(/./);
  await press(row(room), "Affiliation");
  await confirm("Give", { Address: `page-guest@${domain}`, Affiliation: "admin" });
  await says(`page-guest@${domain}: admin`);
  await press(row(room), "Details");
  await dialog().locator("dt", { hasText: "Admins" }).locator("xpath=following-sibling::dd[1]", { hasText: `page-guest@${domain}` }).waitFor();
  await press(dialog(), "Close");
  await press(row(room), "Destroy");
  await press(dialog(), "Cancel");
  await press(row(room), "Destroy");
  await confirm("Destroy", { Reason: "The ball is over" });
  await says("is destroyed");
  const gone = await owner.next("the end of the room", (s) => s.is("presence") && s.attrs.type === "unavailable" && s.attrs.from.startsWith(room));
  const reason = gone.getChild("x", "http://jabber.org/protocol/muc#user").getChild("destroy").getChildText("reason");
  expect(reason === "The ball is over", `the reason is ${reason}`);
  await none(room);
  await owner.stop();
}, { expected: /status of 422/ });

check("an upload is deleted, then all of an account", async () => {
  const owner = await Person.online("page-user");
  const [first, second] = [await owner.upload("first.txt", "one"), await owner.upload("second.txt", "two")];
  expect((await (await fetch(first)).text()) === "one", "the upload is not there");
  await view("Uploads");
  await row(owner.bare).locator("[data-title='Files']", { hasText: "2" }).waitFor();
  await press(row(owner.bare), "Files");
  await picture("12-uploads");
  await press(row("first.txt"), "Delete");
  await press(dialog(), "Cancel");
  await press(row("first.txt"), "Delete");
  await confirm("Delete");
  await says("first.txt is deleted");
  await none("first.txt");
  await row("second.txt").waitFor();
  await row(owner.bare).locator("[data-title='Files']", { hasText: "1" }).waitFor();
  expect((await fetch(first)).status === 404, "a deleted upload is still there");
  await press(row(owner.bare), "Delete all");
  await confirm("Delete");
  await says("One file is deleted");
  await none(owner.bare);
  expect((await fetch(second)).status === 404, "a deleted upload is still there");
  await owner.stop();
});

check("a report is dealt with", async () => {
  const reporter = await Person.online("page-user");
  await reporter.ask("set", undefined, xml("block", "urn:xmpp:blocking", xml("item", { jid: "spammer@spam.example" },
    xml("report", { xmlns: "urn:xmpp:reporting:1", reason: "urn:xmpp:reporting:spam" }, xml("text", {}, "Buys and sells")))));
  await view("Reports");
  await row("spammer@spam.example").getByText("Buys and sells").waitFor();
  await row("spammer@spam.example").getByText(reporter.bare).waitFor();
  await picture("13-reports");
  await press(row("spammer@spam.example"), "Done");
  await says("dealt with");
  await none("spammer@spam.example");
  await desk.page.getByLabel("Show").selectOption("resolved");
  await row("spammer@spam.example").getByText(admin).waitFor();
  await reporter.ask("set", undefined, xml("unblock", "urn:xmpp:blocking"));
  await reporter.stop();
});

check("an announcement reaches a client that is online", async () => {
  const listener = await Person.online("page-user");
  await view("Announcements");
  await desk.page.getByLabel("Host").selectOption(domain);
  await press(desk.page, "Send");
  await says("has no text");
  await desk.page.getByLabel("Subject").fill("Tonight");
  await desk.page.getByLabel("Text").last().fill("The server restarts at ten");
  await press(desk.page, "Send");
  await press(dialog(), "Cancel");
  await press(desk.page, "Send");
  await confirm("Send");
  await says(/Sent to \d+ sessions/);
  const got = await listener.next("the announcement", (s) => s.is("message") && s.getChildText("body") === "The server restarts at ten");
  expect(got.getChildText("subject") === "Tonight", "another subject");
  expect(got.attrs.from === domain, `it comes from ${got.attrs.from}`);
  expect(!listener.arrived.some((s) => s.is("message")), "it came twice, or although it was cancelled");
  await listener.stop();
});

check("a message of the day is set, read at the next login, and removed", async () => {
  await view("Announcements");
  await desk.page.getByLabel("Host").selectOption(domain);
  await desk.page.getByLabel("Text").first().fill("Have a good day");
  await press(desk.page, "Set");
  await says("is set");
  await picture("05-announcements");
  const reader = await Person.online("page-reader");
  await reader.next("the message of the day", (s) => s.is("message") && s.getChildText("body") === "Have a good day");
  await reader.stop();
  await press(desk.page, "Remove");
  await says("no message of the day");
  expect((await desk.page.getByLabel("Text").first().inputValue()) === "", "its text is still there");
});

check("an invitation is made, and its link makes an account", async () => {
  await view("Invitations");
  await press(desk.page, "New invitation");
  await confirm("Make", { "Your own words": "for the check" });
  const link = (await dialog().locator("textarea").inputValue()).split("\n")[0];
  expect(link.includes("/invite/"), `no link: ${link}`);
  await picture("14-invitation");
  const opened = desk.page.waitForEvent("popup");
  await dialog().getByRole("link", { name: "Open" }).click();
  const guest = await opened;
  await guest.waitForURL(link);
  await guest.locator("#username").fill("page-invited");
  await guest.locator("#password").fill("a long secret");
  await guest.locator("#repeated").fill("a long secret");
  await guest.locator("button[type=submit]").click();
  await guest.getByText(`page-invited@${domain}`).waitFor();
  await guest.close();
  await press(dialog(), "Close");
  await view("Accounts");
  await desk.page.getByLabel("Search").fill("page-invited");
  await row(`page-invited@${domain}`).waitFor();
  await api("DELETE", `/accounts/page-invited%40${domain}`);
});

check("an invitation is revoked, and its link is dead", async () => {
  await view("Invitations");
  await press(desk.page, "New invitation");
  await confirm("Make", { "Your own words": "to be revoked" });
  const link = (await dialog().locator("textarea").inputValue()).split("\n")[0];
  await press(dialog(), "Close");
  expect((await fetch(link)).status === 200, "the link is dead from the beginning");
  await press(row("to be revoked"), "Revoke");
  await confirm("Revoke");
  await says("revoked");
  await none("to be revoked");
  expect((await fetch(link)).status === 404, "a revoked link works");
});
