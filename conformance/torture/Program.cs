using System.CommandLine;
using XmppTorture;

var engine = new Option<string>("--engine") { Description = "sqlite or mysql", DefaultValueFactory = _ => "sqlite" };
var seconds = new Option<int>("--seconds") { Description = "how long", DefaultValueFactory = _ => 30 };
var seed = new Option<int>("--seed") { Description = "repeats the schedule of a run", DefaultValueFactory = _ => Environment.TickCount };
var folder = new Option<string>("--folder") { Description = "data and logs", DefaultValueFactory = _ => "artifacts/torture" };
var root = new RootCommand("Devices on a bad network, a server that is killed, a database that goes away: nothing lost, nothing twice.")
{
    engine, seconds, seed, folder,
};
root.SetAction((result, ct) => Torture.RunAsync(
    result.GetValue(engine)!, TimeSpan.FromSeconds(result.GetValue(seconds)), result.GetValue(seed),
    result.GetValue(folder)!, ct));
return await root.Parse(args).InvokeAsync();
