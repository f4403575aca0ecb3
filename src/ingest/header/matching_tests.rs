//! Real headers, and what becomes of each of their labels.

use super::matching::match_header;
use super::{HeaderFault, HeaderMatch, MatchRule, columns_of};
use crate::finding::Severity;
use crate::ingest::cell::Scaled;

fn list(text: &str) -> Vec<String> {
    text.split([',', '|']).filter(|word| !word.is_empty()).map(|word| word.trim().to_owned()).collect()
}

fn matched(kind: &str, header: &str, needed: &str) -> HeaderMatch {
    match_header(kind, &list(header), &[], &list(needed))
}

/// `column=label` of every column found.
fn shown(found: &HeaderMatch) -> Vec<String> {
    found.columns.iter().map(|column| format!("{}={}", column.name, column.label)).collect()
}

fn codes(found: &HeaderMatch) -> Vec<&'static str> {
    found.faults.iter().map(|fault| fault.code).collect()
}

#[test]
fn real_headers_match_without_help() {
    for (kind, header, needed, columns) in [
        (
            "targets",
            "EmployeeID|TargetAmount|TargetMonth",
            "id,target,period",
            "id=EmployeeID,target=TargetAmount,period=TargetMonth",
        ),
        (
            "targets",
            "EmployeeID,Target,TargetMonth",
            "id,target,period",
            "id=EmployeeID,target=Target,period=TargetMonth",
        ),
        ("targets", "Year,EmployeeID,M01,M02,M12", "id", "year=Year,id=EmployeeID"),
        (
            "sales",
            "order,date,person,customer,product,category,region,quantity,amount,cost",
            "date,amount,person,order,qty",
            "order=order,date=date,person=person,customer=customer,product=product,category=category,region=region,qty=quantity,amount=amount,cost=cost",
        ),
        (
            "staff",
            "person_id,name,role,team,manager",
            "person,person_id",
            "person_id=person_id,person=name,role=role,team=team,manager=manager",
        ),
        (
            "staff",
            "person_id,name,role,manager,hired",
            "person,hired",
            "person_id=person_id,person=name,role=role,manager=manager,hired=hired",
        ),
        ("customers", "customer,name,type,city,state,country", "customer", "customer=customer"),
        (
            "sales",
            "单据编号,开单日期,往来单位,经办人,存货名称,数量,单价,价税合计",
            "date,amount",
            "order=单据编号,date=开单日期,customer=往来单位,person=经办人,product=存货名称,qty=数量,price=单价,amount=价税合计",
        ),
        (
            "sales",
            "訂單編號,銷貨日期,業務員,銷貨金額",
            "date,amount",
            "order=訂單編號,date=銷貨日期,person=業務員,amount=銷貨金額",
        ),
        ("sales", "訂單日期,銷售總金額", "date,amount", "date=訂單日期,amount=銷售總金額"),
        (
            "staff",
            "id,name,role,manager,Commission %",
            "person,person_id",
            "person_id=id,person=name,role=role,manager=manager,commission_pct=Commission %",
        ),
        ("staff", "ID,Staff No,Name", "person,person_id", "person_id=Staff No,person=Name"),
        (
            "targets",
            "person,period,metric,target",
            "id,period,measure,target",
            "id=person,period=period,measure=metric,target=target",
        ),
        ("targets", "月份,部门,姓名,目标", "id,period,target", "period=月份,id=姓名,target=目标"),
        ("targets", "月份,员工编号,员工姓名,目标", "id,period,target", "period=月份,id=员工编号,target=目标"),
        (
            "targets",
            "月份,類別,編號,指標,目標",
            "scope,id,period,measure,target",
            "period=月份,scope=類別,id=編號,measure=指標,target=目標",
        ),
        ("receivables", "客户,应收金额,收款日", "amount,paid_on", "customer=客户,amount=应收金额,paid_on=收款日"),
        ("collections", "收款日,客户,收款金额", "date,amount", "date=收款日,customer=客户,amount=收款金额"),
        ("conduct", "日期,姓名,类型,分值", "person,points", "date=日期,person=姓名,kind=类型,points=分值"),
        ("surveys", "日期,姓名,得分", "date,score", "date=日期,person=姓名,score=得分"),
        ("tickets", "投诉时间,客服,投诉人", "opened,person", "opened=投诉时间,person=客服,customer=投诉人"),
        ("tickets", "投诉时间,客服,处理人", "opened,person", "opened=投诉时间,person=处理人"),
        ("tickets", "Date,Agent,Closed at", "opened,person,closed", "opened=Date,person=Agent,closed=Closed at"),
        ("tickets", "Opened,Date,Agent", "opened,person", "opened=Opened,person=Agent"),
        (
            "leave",
            "Employee,Start date,End date,Type",
            "from,to",
            "person=Employee,from=Start date,to=End date,kind=Type",
        ),
        ("returns", "订单号,退货日,退货额", "order,date,amount", "order=订单号,date=退货日,amount=退货额"),
        ("sales", "成交日,业务员,成交金额", "date,amount,person", "date=成交日,person=业务员,amount=成交金额"),
        ("sales", "Date,Rep,Amount,Order value", "date,amount,person", "date=Date,person=Rep,amount=Amount"),
        (
            "staff",
            "Name,Job,Team leader,Date of hire",
            "person,role,manager",
            "person=Name,role=Job,manager=Team leader,hired=Date of hire",
        ),
    ] {
        let found = matched(kind, header, needed);
        assert_eq!(shown(&found), list(columns), "{header}");
        assert_eq!(found.faults, [], "{header}");
    }
}

#[test]
fn two_labels_for_one_column_matter_only_where_it_is_needed() {
    let header = "customer,name,type,city,state,country";
    assert_eq!(matched("customers", header, "customer").ignored, ["name", "type", "city", "state", "country"]);
    let found = matched("customers", header, "customer,region");
    assert_eq!(codes(&found), ["several-columns"]);
    assert_eq!(found.faults[0].args[1], ("labels", "`city`, `state`".to_owned()));
    assert_eq!(found.faults[0].args[2], ("line", "columns = { region = \"city\" }".to_owned()));
    assert_eq!(codes(&matched("sales", "日期,订单日期,金额", "date,amount")), ["several-columns"]);
    assert_eq!(codes(&matched("sales", "日期,金额,金额", "date,amount")), ["duplicate-header"]);
}

#[test]
fn a_lenient_label_gives_way_and_the_own_name_of_a_column_does_not() {
    assert_eq!(shown(&matched("staff", "姓名,业务员", "person")), ["person=业务员"]);
    assert_eq!(shown(&matched("staff", "姓名,编号", "person")), ["person=姓名", "person_id=编号"]);
    assert_eq!(shown(&matched("targets", "month,id,name,target", "id")), ["period=month", "id=id", "target=target"]);
    assert_eq!(shown(&matched("targets", "month,id,team,target", "id")), ["period=month", "id=id", "target=target"]);
    assert_eq!(codes(&matched("targets", "month,person,rep,target", "id")), ["several-columns"]);
    assert_eq!(shown(&matched("staff", "name,Commission", "person")), ["person=name"]);
    assert_eq!(codes(&matched("staff", "name,姓名", "person")), ["several-columns"]);
}

#[test]
fn several_amounts_are_refused_with_the_line_to_write() {
    let labels = list("日期,金额,税额,价税合计,本位币金额");
    let found = match_header("sales", &labels, &[], &list("date,amount"));
    assert_eq!(codes(&found), ["several-amounts"]);
    assert_eq!(found.faults[0].args[1].1, "`金额`, `价税合计`, `本位币金额`");
    let overrides = [("amount".to_owned(), "价税合计".to_owned())];
    let found = match_header("sales", &labels, &overrides, &list("date,amount"));
    assert_eq!(found.column("amount").map(|column| (column.index, column.by)), Some((3, MatchRule::Policy)));
    assert_eq!(found.faults, []);
}

#[test]
fn a_header_is_one_column() {
    let overrides = [("date".to_owned(), "Tag".to_owned()), ("region".to_owned(), " tag".to_owned())];
    let found = match_header("sales", &list("Tag,amount"), &overrides, &list("date,amount"));
    assert_eq!(shown(&found), ["date=Tag", "amount=amount"]);
    assert_eq!(codes(&found), ["header-for-two-columns"]);
}

#[test]
fn the_policy_names_a_header_exactly_or_in_normal_form() {
    let labels = list("日期,金额(元),金额(万元)");
    let with = |header: &str| match_header("sales", &labels, &[("amount".to_owned(), header.to_owned())], &[]);
    let found = with("金额(万元)");
    let amount = found.column("amount").expect("an amount");
    assert_eq!((amount.index, amount.unit), (2, Some(Scaled::new(10_000, 0))));
    assert_eq!(codes(&with("金额")), ["several-amounts"]);
    assert_eq!(codes(&with("总价")), ["column-not-in-header"]);
}

#[test]
fn a_longer_label_may_hold_one_known_label_and_never_an_amount() {
    let found = matched("sales", "日期,金额,客户名称-开票,业务员电话,Ship Date,订单编号客户名称", "date,amount");
    assert_eq!(shown(&found), ["date=日期", "amount=金额", "customer=客户名称-开票"]);
    assert_eq!(found.columns[2].by, MatchRule::Contains);
    assert_eq!(found.ignored, ["业务员电话", "Ship Date", "订单编号客户名称"]);
    let found = matched("sales", "日期,销售金额小计", "date");
    assert_eq!(shown(&found), ["date=日期"]);
    assert_eq!(shown(&matched("sales", "日期,Primary Sales Rep", "date")), ["date=日期", "person=Primary Sales Rep"]);
}

#[test]
fn missing_columns_name_what_is_near_and_a_line_without_labels_is_no_header() {
    let found = matched("sales", "date,amuont", "date,amount,person");
    assert_eq!(codes(&found), ["column-missing-near", "column-missing"]);
    assert_eq!(found.faults[0].args[3].1, "columns = { amount = \"amuont\" }");
    let found = matched("sales", "2026-10-05,张三,100", "date,amount");
    assert_eq!(codes(&found), ["no-header"]);
    for (header, near) in [("name,tam,rol", "rol tam"), ("name,age,tem_x", ""), ("name,eam", "eam")] {
        let found = matched("staff", header, "person");
        let of = |fault: &HeaderFault| fault.index.map_or("", |index| header.split(',').nth(index).unwrap_or(""));
        assert_eq!(found.faults.iter().map(of).collect::<Vec<_>>().join(" "), near, "{header}");
    }
    assert_eq!(codes(&matched("sales", "date,amount,qt", "date,amount")), [""; 0]);
    let found = matched("sales", "date,amount,amounts", "date,amount");
    assert_eq!((found.faults[0].code, found.faults[0].severity), ("column-near", Severity::Warning));
    assert_eq!(found.faults[0].index, Some(2));
}

#[test]
fn a_column_that_no_kind_knows_is_found_by_its_own_header() {
    let found = matched("staff", "name,Car Model,team", "person,car_model");
    assert_eq!(found.column("car_model").map(|column| (column.index, column.by)), Some((1, MatchRule::OwnHeader)));
    let found = matched("customers", "customer,city", "customer,region,city");
    assert_eq!(shown(&found), ["customer=customer", "region=city", "city=city"]);
    assert_eq!(codes(&matched("staff", "name", "person,car_model")), ["column-missing"]);
    let found = match_header("visits", &list("rep,day,hours"), &[("date".into(), "day".into())], &list("date,hours"));
    assert_eq!(shown(&found), ["person=rep", "date=day", "hours=hours"]);
}

#[test]
fn every_required_column_is_found_by_its_own_name() {
    for kind in ["sales", "staff", "fx_rates", "acks", "overlays"] {
        let needed: Vec<String> =
            columns_of(kind).iter().filter(|column| column.required).map(|column| column.name.to_owned()).collect();
        assert_eq!(match_header(kind, &needed, &[], &needed).faults, [], "{kind}");
    }
}
