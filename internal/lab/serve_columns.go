package lab

import "strconv"

type columnNamesAnswer struct {
	Items    []columnName `json:"gradeItems"`
	Warnings []warning    `json:"warnings"`
}

// columnName is a grade item as core_grades_get_gradeitems knows it: its id is a
// text here and a number everywhere else.
type columnName struct {
	ID       string `json:"id"`
	Name     string `json:"itemname"`
	Category string `json:"category"`
}

// columnNames answers core_grades_get_gradeitems.
func (c *call) columnNames() (any, error) {
	if c.args.integer("courseid") != c.world.course.id {
		return nil, noRecord()
	}
	if !c.who.enters {
		return nil, closed()
	}
	out := columnNamesAnswer{Items: []columnName{}, Warnings: []warning{}}
	for _, col := range c.world.liveColumns() {
		category := c.world.course.title
		if col.category == labsCategory {
			category = "Labs"
		}
		out.Items = append(out.Items, columnName{strconv.Itoa(col.id), col.name, category})
	}
	return out, nil
}
