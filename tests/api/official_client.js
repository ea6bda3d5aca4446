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

async function story(url, apiKey) {
  client.setConfig({ apiKey, server: "us1" });
  client.basePath = `${url}/3.0`;
  const said = {};
  said.ping = await client.ping.get();
  said.root = await client.root.getRoot();
  said.made = await client.lists.createList(NEW);
  const id = said.made.id;
  said.changed = await client.lists.updateList(id, { name: "Friends" });
  said.listed = await client.lists.getAllLists({ fields: ["lists.id", "total_items"], count: 1000 });
  said.field = await client.lists.addListMergeField(id, { name: "City", type: "text" });
  said.fields = await client.lists.getListMergeFields(id, { count: 100 });
  said.fieldGone = await client.lists.deleteListMergeField(id, said.field.merge_id);
  said.category = await client.lists.createListInterestCategory(id, { title: "Roast", type: "radio" });
  said.interest = await client.lists.createInterestCategoryInterest(id, said.category.id, { name: "Light" });
  said.interests = await client.lists.listInterestCategoryInterests(id, said.category.id);
  const anna = { email_address: "Anna@Example.com", status: "subscribed", merge_fields: { FNAME: "Anna" } };
  said.member = await client.lists.addListMember(id, anna);
  const hash = said.member.id;
  said.upserted = await client.lists.setListMember(id, hash, { email_address: "anna@example.com", status_if_new: "pending", vip: true });
  said.rows = await client.lists.batchListMembers(id, { members: [{ email_address: "bo@example.com", status: "subscribed" }] });
  said.tagged = await client.lists.updateListMemberTags(id, hash, { tags: [{ name: "Fair", status: "active" }] });
  said.reported = await client.lists.createListMemberEvent(id, hash, { name: "order_placed", properties: { coffee: "Kiambu" } });
  said.events = await client.lists.getListMemberEvents(id, hash);
  said.note = await client.lists.createListMemberNote(id, hash, { note: "Called" });
  said.feed = await client.lists.getListMemberActivityFeed(id, hash, { activityFilters: ["note", "event"] });
  said.segments = await client.lists.listSegments(id);
  said.members = await client.lists.getListMembersInfo(id, { count: 100, status: "subscribed" });
  said.found = await client.searchMembers.search("anna", { listId: id });
  said.archived = await client.lists.deleteListMember(id, hash);
  said.erased = await client.lists.deleteListMemberPermanent(id, hash);
  said.forgotten = await refusal(client.lists.addListMember(id, anna));
  said.lacking = await refusal(client.lists.createList({ name: "Half" }));
  said.gone = await client.lists.deleteList(id);
  said.missing = await refusal(client.lists.getList(id));
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
