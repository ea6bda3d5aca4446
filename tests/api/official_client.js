/* A story of the official client for Node, unmodified but for where it asks:
   node official_client.js URL KEY; prints what it was answered, as JSON. */
"use strict";

const client = require("@mailchimp/mailchimp_marketing");

const NEW = {
  name: "Regulars",
  contact: { company: "Fjord Coffee", address1: "Bryggen 7", city: "Bergen", country: "NO" },
  permission_reminder: "You asked for it.",
  campaign_defaults: { from_name: "Maya", from_email: "maya@fjord.example", subject: "", language: "en" },
  email_type_option: true,
};

async function refusal(promise) {
  try {
    await promise;
  } catch (error) {
    return { status: error.status, title: error.response.body.title };
  }
  return null;
}

async function account(said) {
  said.ping = await client.ping.get();
  said.root = await client.root.getRoot();
  said.made = await client.lists.createList(NEW);
  const id = said.made.id;
  said.changed = await client.lists.updateList(id, { name: "Friends" });
  said.list = await client.lists.getList(id);
  said.listed = await client.lists.getAllLists({ fields: ["lists.id", "total_items"], count: 1000 });
  said.lacking = await refusal(client.lists.createList({ name: "Half" }));
  return id;
}

async function fields(said, id) {
  said.field = await client.lists.addListMergeField(id, { name: "City", type: "text" });
  const number = said.field.merge_id;
  said.town = await client.lists.updateListMergeField(id, number, { name: "Town" });
  said.sameField = await client.lists.getListMergeField(id, number);
  said.fields = await client.lists.getListMergeFields(id, { count: 100 });
  said.fieldGone = await client.lists.deleteListMergeField(id, number);
}

async function interests(said, id) {
  const roast = await client.lists.createListInterestCategory(id, { title: "Roast", type: "radio" });
  said.category = await client.lists.updateInterestCategory(id, roast.id, { title: "Roasts", type: "checkboxes" });
  said.sameCategory = await client.lists.getInterestCategory(id, roast.id);
  said.categories = await client.lists.getListInterestCategories(id, { type: "checkboxes" });
  const light = await client.lists.createInterestCategoryInterest(id, roast.id, { name: "Light" });
  said.interest = await client.lists.updateInterestCategoryInterest(id, roast.id, light.id, { name: "Mild" });
  said.sameInterest = await client.lists.getInterestCategoryInterest(id, roast.id, light.id);
  said.interests = await client.lists.listInterestCategoryInterests(id, roast.id);
  said.interestGone = await client.lists.deleteInterestCategoryInterest(id, roast.id, light.id);
  said.categoryGone = await client.lists.deleteInterestCategory(id, roast.id);
}

async function members(said, id) {
  const anna = { email_address: "Anna@Example.com", status: "subscribed", merge_fields: { FNAME: "Anna" } };
  said.member = await client.lists.addListMember(id, anna);
  said.exists = await refusal(client.lists.addListMember(id, anna));
  const hash = said.member.id;
  const known = { email_address: "anna@example.com", status_if_new: "pending", vip: true };
  said.upserted = await client.lists.setListMember(id, hash, known);
  said.patched = await client.lists.updateListMember(id, hash, { merge_fields: { LNAME: "Berg" } });
  said.byAddress = await client.lists.getListMember(id, "anna@example.com");
  said.rows = await client.lists.batchListMembers(id, { members: [{ email_address: "bo@example.com", status: "subscribed" }] });
  said.members = await client.lists.getListMembersInfo(id, { count: 100, status: "subscribed" });
  said.found = await client.searchMembers.search("anna", { listId: id });
  return { hash, anna };
}

async function tags(said, id, hash) {
  said.tagged = await client.lists.updateListMemberTags(id, hash, { tags: [{ name: "Fair", status: "active" }] });
  said.tags = await client.lists.getListMemberTags(id, hash);
  const tag = said.tags.tags[0].id;
  said.searched = await client.lists.tagSearch(id, { name: "fa" });
  said.batch = await client.lists.batchSegmentMembers({ members_to_add: ["bo@example.com"] }, id, tag);
  said.segment = await client.lists.getSegment(id, tag);
  said.untagged = await client.lists.removeSegmentMember(id, tag, hash);
  said.segmentMember = await client.lists.createSegmentMember(id, tag, { email_address: "anna@example.com" });
  said.segmentMembers = await client.lists.getSegmentMembersList(id, tag, { count: 1 });
  said.renamed = await client.lists.updateSegment(id, tag, { name: "Market" });
  const made = await client.lists.createSegment(id, { name: "Empty", static_segment: [] });
  said.segments = await client.lists.listSegments(id);
  said.segmentGone = await client.lists.deleteSegment(id, made.id);
}

async function happenings(said, id, hash) {
  said.reported = await client.lists.createListMemberEvent(id, hash, { name: "order_placed", properties: { coffee: "Kiambu" } });
  said.events = await client.lists.getListMemberEvents(id, hash);
  const note = await client.lists.createListMemberNote(id, hash, { note: "Called" });
  said.note = await client.lists.updateListMemberNote(id, hash, note.id, { note: "Called back" });
  said.sameNote = await client.lists.getListMemberNote(id, hash, note.id);
  said.notes = await client.lists.getListMemberNotes(id, hash);
  said.feed = await client.lists.getListMemberActivityFeed(id, hash, { activityFilters: ["note", "event"] });
  said.activity = await client.lists.getListMemberActivity(id, hash, { action: ["open", "unsub"] });
  said.noteGone = await client.lists.deleteListMemberNote(id, hash, note.id);
}

async function leaving(said, id, hash, anna) {
  said.archived = await client.lists.deleteListMember(id, hash);
  said.erased = await client.lists.deleteListMemberPermanent(id, hash);
  said.forgotten = await refusal(client.lists.addListMember(id, anna));
  said.gone = await client.lists.deleteList(id);
  said.missing = await refusal(client.lists.getList(id));
}

async function story(url, apiKey) {
  client.setConfig({ apiKey, server: "us1" });
  client.basePath = `${url}/3.0`;
  const said = {};
  const id = await account(said);
  await fields(said, id);
  await interests(said, id);
  const { hash, anna } = await members(said, id);
  await tags(said, id, hash);
  await happenings(said, id, hash);
  await leaving(said, id, hash, anna);
  client.setConfig({ accessToken: apiKey, server: "us1" });
  said.token = await client.ping.get();
  client.setConfig({ apiKey: "wrong", server: "us1" });
  said.wrong = await refusal(client.ping.get());
  return said;
}

story(process.argv[2], process.argv[3]).then(
  (said) => process.stdout.write(JSON.stringify(said)),
  (error) => {
    process.stderr.write(`${error.stack}\n${JSON.stringify(error.response?.body)}\n`);
    process.exit(1);
  },
);
