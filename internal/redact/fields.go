package redact

// kind is what a field holds, which decides what becomes of it.
type kind string

// The kinds of field.
const (
	personID  kind = "person id"     // of a person in the LMS: pseudonym
	accountID kind = "account id"    // of an account of the tool: pseudonym
	name      kind = "name"          // of a person: pseudonym
	email     kind = "e-mail"        // pseudonym in the form of an address
	login     kind = "login"         // pseudonym
	sisID     kind = "SIS id"        // pseudonym
	sourcedID kind = "sourcedid"     // pseudonym, as long as the original where that is long
	holder    kind = "host"          // a machine and its process: pseudonym
	host      kind = "host name"     // pseudonym for each of its labels
	address   kind = "URL"           // host, path and query, each in its way
	title     kind = "title"         // pseudonyms for all words but those that many courses use
	ref       kind = "reference"     // id of a thing of the course or the site: kept
	group     kind = "group"         // id of a section: kept where it is a number, else a title
	word      kind = "word"          // of a fixed list: kept
	role      kind = "role"          // of a fixed list: kept
	fact      kind = "fact"          // the name of a datum: kept
	module    kind = "module"        // the LMS's own word for a kind of activity: kept
	told      kind = "told"          // written by gradesync itself, or a plain setting: kept
	grader    kind = "grader"        // person, system or a tool: kept
	answer    kind = "answer"        // of the LMS: the words that rules read
	phrase    kind = "free text"     // the words of a fixed list
	free      kind = "dropped text"  // left out
	score     kind = "score"         // kept, or rounded
	letter    kind = "grade in word" // kept, or left out with rounded scores
	measure   kind = "measure"       // of the course and not of a person: kept
)

// fields says what each text and each number with a fraction is, by the name of its
// struct and its own. A map has the kind of its keys under its name and a "[]".
var fields = map[string]kind{
	"Book.Sources": told, "Book.Sources[]": fact, "Book.Contexts": ref, "Book.Contexts[]": ref,
	"Book.LTIUsers": personID, "Book.LTIUsers[]": personID,
	"Site.Kind": word, "Site.URL": address, "Site.Version": told,

	"Course.ID": ref, "Course.Code": title, "Course.Title": title, "Course.Number": sisID, "Course.ContextIDs": ref,
	"Course.LineItemsURL": address, "Course.TimeZone": told, "Course.ConcludedBy": word, "Course.Accounts": ref,
	"Section.ID": group, "Section.Name": title, "Section.From": ref,

	"Tool.ID": ref, "Tool.Name": title, "Tool.LTIVersion": word, "Tool.ClientID": ref, "Tool.DeploymentID": ref, "Tool.CourseID": ref,
	"Tool.Account": ref, "Tool.Domain": host, "Tool.Privacy": word,

	"Activity.ID": ref, "Activity.Title": title, "Activity.Kind": module, "Activity.URL": address, "Activity.ResourceLinkID": ref,
	"Activity.ToolID": ref, "Activity.LaunchURL": address, "Activity.Governed": word,
	"LineItem.ID": ref, "LineItem.URL": address, "LineItem.Max": measure, "LineItem.Min": measure, "LineItem.Type": word, "LineItem.Category": ref,
	"Category.ID": ref, "Category.Title": title,

	"Learner.ID": personID, "Learner.Name": name, "Learner.Email": email, "Learner.Login": login, "Learner.SISID": sisID,
	"Learner.LTIUserIDs": personID, "Learner.FormerIDs": personID,
	"Enrolment.Role": role, "Enrolment.Kind": word, "Enrolment.State": word, "Enrolment.Sections": group,

	"Result.Learner": personID, "Result.Activity": ref, "Result.Score": score, "Result.Max": measure, "Result.Entered": score,
	"Result.Deducted": score, "Result.Grader": grader,
	"Total.Learner": personID, "Total.Category": ref, "Total.Score": score, "Total.Max": measure, "Total.Percent": score,
	"Total.Letter": letter, "Total.FinalPercent": score, "Total.FinalLetter": letter, "Total.Weight": measure,
	"Completion.Learner": personID, "Completion.Activity": ref, "Completion.State": word,
	"Gap.Fact": fact, "Gap.What": phrase, "Gap.Class": word, "Gap.Reason": phrase,

	"Records.Sources": phrase,
	"Account.ID":      accountID, "Account.Name": name, "Account.Email": email, "Account.Login": login, "Account.SISID": sisID,
	"Account.LMSUserID": personID, "Account.LTI11UserID": personID, "Account.Source": word, "Account.Role": role,
	"Account.MergedInto": accountID, "Account.MergeState": word,
	"ToolActivity.ID": ref, "ToolActivity.Title": title, "ToolActivity.Max": measure, "ToolActivity.Release": word, "ToolActivity.Send": word,
	"ToolActivity.Mode": word, "ToolActivity.ResourceLinkID": ref, "ToolActivity.LineItemURL": address,
	"Score.Account": accountID, "Score.Activity": ref, "Score.Score": score, "Score.Max": measure, "Score.State": word, "Score.LastSentScore": score,
	"Launch.Account": accountID, "Launch.Activity": ref, "Launch.Version": word, "Launch.Origin": word, "Launch.Issuer": address,
	"Launch.ClientID": ref, "Launch.DeploymentID": ref, "Launch.ContextID": ref, "Launch.ContextTitle": title, "Launch.ResourceLinkID": ref,
	"Launch.UserID": personID, "Launch.Roles": role, "Launch.LineItem": address, "Launch.LineItems": address, "Launch.Scopes": role,
	"Launch.SourcedID": sourcedID, "Launch.OutcomeURL": address, "Launch.TargetLinkURI": address, "Launch.UserAgent": free, "Launch.ProductFamily": word, "Launch.Error": phrase,
	"Send.Account": accountID, "Send.Activity": ref, "Send.URL": address, "Send.Code": answer, "Send.Message": answer,
	"Send.Score": score, "Send.Max": measure, "Send.Progress": word,
	"Near.Account": accountID, "Near.Learner": personID, "Near.Score": measure, "Near.Reasons": told,
	"Twin.A": accountID, "Twin.B": accountID, "Twin.Score": measure, "Twin.Reasons": told,

	"Stored.State": word, "Stored.Class": word, "Stored.Reason": phrase, "StoredList.ID": fact, "Lease.Holder": holder,
	"StoredProgress.Learner": personID,
}
