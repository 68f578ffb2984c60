using System.CommandLine;

RootCommand root = new("The system of record for AI work: a metering gateway and its ledger.");
return await root.Parse(args).InvokeAsync();
